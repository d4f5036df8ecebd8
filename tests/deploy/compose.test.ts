// Runs on none: it opens no database.

// What compose.yaml promises, as far as it can be seen without Docker.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSettings } from '@docket/router';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

type Service = {
  build?: string;
  image?: string;
  environment: Record<string, string>;
  volumes: string[];
  ports?: string[];
  networks: string[];
  healthcheck?: { test: string[] };
  user?: string;
  read_only?: boolean;
  cap_drop?: string[];
  mem_limit?: string;
  logging?: { driver: string; options: Record<string, string> };
  depends_on: Record<string, { condition: string }>;
};

type Compose = {
  services: Record<'docket-1' | 'docket-2' | 'proxy' | 'postgres', Service>;
  networks: Record<string, { internal?: boolean } | null>;
  volumes: Record<string, null>;
};

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'compose.yaml'), 'utf8');
const { services, networks, volumes } = parse(text, { merge: true }) as Compose;
const { proxy, postgres, ...servers } = services;

test('two servers of one image stand behind one address, and only the proxy has ports', () => {
  expect(Object.keys(servers)).toEqual(['docket-1', 'docket-2']);
  expect(servers['docket-1']).toEqual(servers['docket-2']);
  const published = Object.entries(services).filter(([, { ports }]) => ports);
  expect(published.map(([name]) => name)).toEqual(['proxy']);
  const caddyfile = readFileSync(join(root, 'deploy/Caddyfile'), 'utf8');
  const { PORT } = servers['docket-1'].environment;
  for (const name of Object.keys(servers)) expect(caddyfile).toContain(`${name}:${PORT}`);
});

test('the database is on a network that nothing leaves, and the proxy is not on it', () => {
  expect(postgres.networks).toEqual(['database']);
  expect(networks['database']).toEqual({ internal: true });
  expect(proxy.networks).not.toContain('database');
});

test('no secret is in the file, and none has a default', () => {
  for (const { environment } of Object.values(services)) {
    const secrets = Object.entries(environment).filter(([name]) => /KEY|PASSWORD/.test(name));
    for (const [, value] of secrets) {
      expect(value).toMatch(
        /^\$\{(SECRET_KEY|POSTGRES_PASSWORD):\?write \1 into \.env, made with "openssl rand .*"\}$/,
      );
    }
  }
  expect(Object.keys(postgres.environment)).toEqual(['POSTGRES_PASSWORD']);
  expect(Object.keys(servers['docket-1'].environment)).toEqual(expect.arrayContaining(['SECRET_KEY', 'PGPASSWORD']));
});

test('the settings of the servers are good ones, and their names are settings', () => {
  const { PGPASSWORD, ...environment } = servers['docket-1'].environment;
  const SECRET_KEY = 'f3b1c7d90a5e482bb6f1de0c937a64d8';
  expect(PGPASSWORD).toBeDefined();
  expect(checkSettings({ ...environment, SECRET_KEY })).toMatchObject({
    ...environment,
    SECRET_KEY,
    PORT: 8000,
    TRUSTED_PROXIES: ['uniquelocal'],
  });
});

test('the servers write nowhere but into their volume, and have no privileges', () => {
  expect(servers['docket-1']).toMatchObject({ read_only: true, cap_drop: ['ALL'], tmpfs: '/tmp' });
  expect(servers['docket-1'].volumes).toEqual([`data:${servers['docket-1'].environment['DATA_DIR']}`]);
});

test('A13: no service fills the disk with its log, or takes all memory', () => {
  for (const [name, { logging, mem_limit }] of Object.entries(services)) {
    expect([name, logging]).toEqual([name, { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } }]);
    expect([name, mem_limit]).toEqual([name, expect.stringMatching(/^\d+[mg]$/)]);
  }
});

test('the servers wait for a database that answers, whose data outlives its container', () => {
  expect(servers['docket-1'].depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  expect(postgres.healthcheck?.test).toContain('--host=127.0.0.1');
  expect(postgres).toMatchObject({ image: 'postgres:18' });
  expect(postgres.volumes).toContain('postgres:/var/lib/postgresql'); // hub.docker.com/_/postgres, PGDATA
});

test('all volumes and files that are mounted exist', () => {
  const sources = Object.values(services).flatMap((service) =>
    service.volumes.map((volume) => volume.split(':')[0] ?? ''),
  );
  for (const source of sources) {
    if (source.startsWith('.')) expect(existsSync(join(root, source))).toBe(true);
    else expect(Object.keys(volumes)).toContain(source);
  }
});
