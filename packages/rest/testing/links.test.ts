// Runs on none: it opens no database.

import { expect, test } from 'vitest';
import { type List, linkHeader } from '../src/links.ts';

const base = 'https://example.org/docket/';

const linksOf = (url: string, list: List) => linkHeader({ base, url }, list)?.split(', ');

test('keeps every filter of the query, whatever characters it has', () => {
  expect(linksOf('/api/v1/issues?label=why?&status=open', { page: 1, pages: 2, next_cursor: 'abc' })).toEqual([
    '<https://example.org/docket/api/v1/issues?label=why%3F&status=open&page=1>; rel="first"',
    '<https://example.org/docket/api/v1/issues?label=why%3F&status=open&page=2>; rel="last"',
    '<https://example.org/docket/api/v1/issues?label=why%3F&status=open&cursor=abc>; rel="next"',
  ]);
});

test('puts the page where it was first, and only there', () => {
  expect(linksOf('/api/v1/issues?homepage=5&page=2&size=1&page=9', { page: 2, pages: 2, next_cursor: null })).toEqual([
    '<https://example.org/docket/api/v1/issues?homepage=5&page=1&size=1>; rel="first"',
    '<https://example.org/docket/api/v1/issues?homepage=5&page=1&size=1>; rel="prev"',
    '<https://example.org/docket/api/v1/issues?homepage=5&page=2&size=1>; rel="last"',
  ]);
});

test('C72: leads on by cursor alone, from a page as from a cursor', () => {
  const next = '<https://example.org/docket/api/v1/issues?size=1&cursor=abc>; rel="next"';
  expect(linksOf('/api/v1/issues?page=500&size=1', { page: 500, pages: 500, next_cursor: 'abc' })?.at(-1)).toBe(next);
  expect(linksOf('/api/v1/issues?size=1&cursor=before', { next_cursor: 'abc' })).toEqual([next]);
  expect(linksOf('/api/v1/issues?size=1&cursor=before', { next_cursor: null })).toBeUndefined();
});

test('leaves out links that are too long for a header', () => {
  expect(linksOf(`/api/v1/issues?label=${'['.repeat(300)}`, { page: 1, pages: 2, next_cursor: 'a' })).toBeUndefined();
});
