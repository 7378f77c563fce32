import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi, type RunningApi } from './running-api.ts';

let api: RunningApi;
let webRoot: string;
let storeAnswers = true;
beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'casusoverleg-web-'));
  await mkdir(join(webRoot, 'assets'));
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Casusoverleg</title>');
  await writeFile(join(webRoot, 'assets', 'index-abc.js'), 'export {}');
  api = await startApi({
    webRoot,
    store: { ping: () => (storeAnswers ? Promise.resolve() : Promise.reject(new Error('away'))) },
  });
});
afterAll(async () => {
  await api.close();
  await rm(webRoot, { recursive: true, force: true });
});

const get = (path: string, accept = '*/*') => fetch(`${api.url}${path}`, { headers: { accept } });

describe('health', () => {
  test('says ready while engine and store answer', async () => {
    const response = await get('/health/ready');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'ok',
      checks: [
        { name: 'engine', status: 'ok' },
        { name: 'store', status: 'ok' },
      ],
    });
  });

  test('says which of the two is away, and stays alive itself', async () => {
    api.engine.failure = { code: 'unavailable', reason: 'away' };
    try {
      const response = await get('/health/ready');
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({
        status: 'unavailable',
        checks: [{ name: 'engine', status: 'unavailable' }, { status: 'ok' }],
      });
      expect((await get('/health/live')).status).toBe(200);
    } finally {
      api.engine.failure = undefined;
    }
    storeAnswers = false;
    try {
      expect((await get('/health/ready')).status).toBe(503);
    } finally {
      storeAnswers = true;
    }
  });
});

describe('the web app', () => {
  test.each(['/', '/taken', '/casussen/case-AAAAAAAAAAAAAAAAAAAAAA'])(
    'gets its first page at %s, always fresh',
    async (path) => {
      const response = await get(path, 'text/html');
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('<title>Casusoverleg</title>');
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    },
  );

  test('gets files with a fingerprint in their name for ever', async () => {
    const response = await get('/assets/index-abc.js');
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  test.each([
    ['/assets/missing.js', '*/*'],
    ['/missing.js', 'text/html'],
    ['/v1/missing', 'text/html'],
    ['/health/missing', 'text/html'],
    ['/assets/../../package.json', '*/*'],
    ['/assets/%2e%2e/%2e%2e/package.json', '*/*'],
  ])('%s is not found and is not the first page', async (path, accept) => {
    const response = await get(path, accept);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'unknown-route' });
  });
});
