declare module 'parse-prometheus-text-format' {
  export type Sample = {
    value?: string;
    labels?: Record<string, string>;
    /** Of a histogram, as the next. */
    buckets?: Record<string, string>;
    count?: string;
  };

  /** What stands under one name. */
  export type Family = { name: string; help: string; type: string; metrics: Sample[] };

  /** Follows the parser of Prometheus' Java client. */
  export default function parse(text: string): Family[];
}
