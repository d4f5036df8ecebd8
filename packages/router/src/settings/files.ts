import { z } from 'zod';
import { byteSize, wholeNumber } from './values.ts';

const MB = 1024 ** 2;

/** How files are kept that people attach, and how many (docs/files.md). */
export const fileSettings = {
  FILES_URL: z
    .string()
    .regex(
      /^(file:.+|s3:\/\/[a-z0-9][a-z0-9.-]+(\/[^?#]*)?(\?[^#]*)?)$/,
      'must look like file:./data/files or s3://bucket/folder?endpoint=https://s3.example.org&region=eu-central-1',
    )
    .optional()
    .describe(
      'Where attached files are kept: `file:FOLDER`, or `s3://BUCKET/FOLDER?endpoint=URL&region=REGION` for S3 and what speaks as it does. Default: the folder files in DATA_DIR',
    ),
  AWS_ACCESS_KEY_ID: z.string().optional().describe('Name of the key for FILES_URL with `s3:`'),
  AWS_SECRET_ACCESS_KEY: z.string().optional().describe('The key itself'),
  FILE_MAX: byteSize.default(25 * MB).describe('Size that an attached file has at most, such as `25MB` or `2GB`'),
  FILES_PER_REQUEST: wholeNumber(1, 100).default(10).describe('Files that one request attaches at most'),
  FILES_PROJECT_QUOTA: byteSize
    .default(10 * 1024 * MB)
    .describe('Size that the attached files of a project have together at most, such as `10GB`'),
};
