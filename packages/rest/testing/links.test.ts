import { expect, test } from 'vitest';
import { linkHeader } from '../src/links.ts';

/** A page with as many items as it may have. */
const full = { items: [1], size: 1 };

test('keeps every filter of the query, whatever characters it has', () => {
  expect(linkHeader('/api/v1/issues?label=why?&status=open', { ...full, page: 1, pages: 2 })).toBe(
    [
      '</api/v1/issues?label=why%3F&status=open&page=1>; rel="first"',
      '</api/v1/issues?label=why%3F&status=open&page=2>; rel="next"',
      '</api/v1/issues?label=why%3F&status=open&page=2>; rel="last"',
    ].join(', '),
  );
});

test('puts the page where it was first, and only there', () => {
  expect(linkHeader('/api/v1/issues?homepage=5&page=2&size=1&page=9', { ...full, page: 2, pages: 2 })).toBe(
    [
      '</api/v1/issues?homepage=5&page=1&size=1>; rel="first"',
      '</api/v1/issues?homepage=5&page=1&size=1>; rel="prev"',
      '</api/v1/issues?homepage=5&page=2&size=1>; rel="last"',
    ].join(', '),
  );
});

test('links within this server, whatever host was asked for', () => {
  const links = linkHeader('http://evil.example/api/v1/issues', { ...full, next_cursor: 'abc' });
  expect(links).toBe('</api/v1/issues?cursor=abc>; rel="next"');
});

test('leads on by cursor where pages end and the list does not', () => {
  const links = linkHeader('/api/v1/issues?page=500', { ...full, page: 500, pages: 500, next_cursor: 'abc' });
  expect(links).toBe(
    [
      '</api/v1/issues?page=1>; rel="first"',
      '</api/v1/issues?page=499>; rel="prev"',
      '</api/v1/issues?page=500>; rel="last"',
      '</api/v1/issues?page=500&cursor=abc>; rel="next"',
    ].join(', '),
  );
});

test('leaves out links that are too long for a header', () => {
  expect(linkHeader(`/api/v1/issues?label=${'['.repeat(300)}`, { ...full, page: 1, pages: 2 })).toBeUndefined();
});

test('leads on by cursor from a page that ended early', () => {
  const links = linkHeader('/api/v1/issues', { items: [], size: 20, page: 1, pages: 2, next_cursor: 'abc' });
  expect(links).toBe(
    [
      '</api/v1/issues?page=1>; rel="first"',
      '</api/v1/issues?page=2>; rel="last"',
      '</api/v1/issues?cursor=abc>; rel="next"',
    ].join(', '),
  );
});
