import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { everyOperation, startApi, type RunningApi } from './running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

interface Description {
  openapi: string;
  info: { version: string; contact: Record<string, string> };
  servers: { url: string }[];
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
  components: { schemas: Record<string, unknown> };
}
const description = async () => (await api.call('GET', '/openapi.json')).body as Description;

describe('the description of the API', () => {
  test('holds every operation of the router and nothing else', async () => {
    const { paths } = await description();
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => ({
        operationId,
        method: method.toUpperCase(),
        path,
      })),
    );
    const sorted = (list: { operationId: string }[]) =>
      list.toSorted((a, b) => a.operationId.localeCompare(b.operationId));
    expect(sorted(described)).toEqual(
      sorted(everyOperation.map(({ operationId, method, path }) => ({ operationId, method, path }))),
    );
  });

  test('resolves every reference within itself', async () => {
    const document = await description();
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, target]) => target,
    );
    expect(references.length).toBeGreaterThan(20);
    for (const target of references) {
      const [root, ...names] = (target ?? '').split('/');
      expect(root).toBe('#');
      const found = names.reduce<unknown>(
        (node, name) => (node as Record<string, unknown>)?.[name],
        document,
      );
      expect([target, typeof found]).toEqual([target, 'object']);
    }
  });

  test('follows the rules of the Dutch government: version, contact, kebab-case paths, camelCase names', async () => {
    const { openapi, info, servers, paths } = await description();
    expect(openapi).toMatch(/^3\.1\./);
    expect(info.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(Object.keys(info.contact).sort()).toEqual(['email', 'name', 'url']);
    expect(servers).toEqual([{ url: '/v1' }]);
    for (const path of Object.keys(paths))
      expect(path).toMatch(/^(\/([a-z]+(-[a-z]+)*(\.json)?|\{[a-z][A-Za-z]*\}))+$/);
  });

  test('may be read by every website, the rest of the API by none', async () => {
    const document = await api.call('GET', '/openapi.json');
    expect(document.headers.get('access-control-allow-origin')).toBe('*');
    const info = await api.call('GET', '/product-info');
    expect(info.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('its version is in the header of every answer, errors included', async () => {
    const { info } = await description();
    for (const path of ['/product-info', '/me', '/nothing-here'])
      expect((await api.call('GET', path)).headers.get('api-version')).toBe(info.version);
  });
});

describe('addresses and methods', () => {
  test.each(['/nothing-here', '/me/', '/ME', '/cases/x/y/z'])(
    'GET %s is an unknown address',
    async (path) => {
      expect(await api.refused('GET', path)).toMatchObject({ status: 404, code: 'unknown-route' });
    },
  );

  test('a method that an address does not know is told which it does', async () => {
    const answer = await api.call('PUT', '/product-info');
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
  });

  test('an address that cannot be decoded is refused', async () => {
    const token = await api.tokenOf('usr-demo-politie');
    expect((await api.refused('GET', '/cases/%E0%A4%A', { token })).status).toBe(400);
  });
});

describe('every answer', () => {
  test('carries the security headers and is not kept by caches', async () => {
    const { headers } = await api.call('GET', '/product-info');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('strict-transport-security')).toMatch(/max-age=31536000/);
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';script-src 'self';style-src 'self';style-src-attr 'unsafe-inline';img-src 'self' data:;font-src 'self';connect-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none'",
    );
  });

  test('of product information shows demo accounts in demo mode', async () => {
    const { body } = await api.call('GET', '/product-info');
    expect(body).toMatchObject({ demo: true, demoPassword: api.configuration.demo.password });
  });

  test('is logged without address, query, body, token or person', async () => {
    const token = await api.tokenOf('usr-demo-politie');
    api.logged.splice(0);
    const before = api.logged.length;
    await api.call('GET', '/cases/case-AAAAAAAAAAAAAAAAAAAAAA', { token });
    await api.call('GET', '/inbox-items?list=mine&page=2', { token });
    await api.call('POST', '/sessions', { body: { email: 'secret@example.org', password: 'secret' } });
    const lines = api.logged.slice(before).filter((line) => line.includes('"request"'));
    expect(lines).toHaveLength(3);
    const text = lines.join('');
    for (const secret of ['case-AAAA', 'list=mine', 'secret', token, 'usr-'])
      expect(text).not.toContain(secret);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ operationId: 'readCase', status: 404, method: 'GET' });
  });
});
