/** An engine that asks for a token over an encrypted connection, and clients that have them or not. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ZBClient } from 'zeebe-node';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { gatewayService, healthService } from '../../../src/local/gateway/protocol.ts';
import { processFixture } from '../../support/fixtures.ts';
import { spawnRefused, type SpawnedServer, spawnServer } from '../../support/spawn-server.ts';

const TLS = join(projectRoot(import.meta.dirname), 'test', 'fixtures', 'tls');
const CERTIFICATE = join(TLS, 'localhost.crt');
const KEY = join(TLS, 'localhost.key');
const TOKEN = 'a-token-of-this-test';
const ENTRY = 'src/local/engine-cli.ts';
const SILENT = { info: () => undefined, error: () => undefined, debug: () => undefined };

let folder: string;
let engine: SpawnedServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'engine-'));
  writeFileSync(join(folder, 'token'), `${TOKEN}\n`);
  const secured = ['--token-file', join(folder, 'token'), '--tls-cert', CERTIFICATE, '--tls-key', KEY];
  engine = await spawnServer({
    entry: ENTRY,
    args: ['--listen', '127.0.0.1:0', '--data', join(folder, 'data'), ...secured],
  });
});

afterAll(async () => {
  await engine.stop('SIGTERM');
  rmSync(folder, { recursive: true });
});

/** The certificate's name; an address is no name in TLS. */
const byName = (): string => engine.address.replace('127.0.0.1', 'localhost');

const ask = (
  { path, requestSerialize, responseDeserialize }: ReturnType<typeof gatewayService>[string],
  authorization?: string,
): Promise<unknown> => {
  const client = new Client(byName(), credentials.createSsl(readFileSync(CERTIFICATE)));
  const metadata = new Metadata();
  if (authorization !== undefined) metadata.set('authorization', authorization);
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize as (bytes: Buffer) => object,
      {},
      metadata,
      (error, answer) => {
        client.close();
        resolve(error ?? answer);
      },
    );
  });
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');

test.each([
  ['nothing', undefined, 'Expected bearer token at header with key [authorization], but found nothing'],
  ['another token', 'Bearer another-token-than-that', 'found another one'],
  ['the beginning of the token', `Bearer ${TOKEN.slice(0, -1)}`, 'found another one'],
  ['the token without a scheme', TOKEN, 'found another one'],
  ['another password', `Basic ${base64('somebody:else')}`, 'found another one'],
  ['a user without a password', `Basic ${base64(TOKEN)}`, 'found another one'],
])('a client that shows %s is not let in', async (_what, authorization, details) => {
  expect(await ask(gatewayService()['Topology']!, authorization)).toMatchObject({
    code: status.UNAUTHENTICATED,
    details: expect.stringContaining(details) as unknown,
  });
});

test.each([[`Bearer ${TOKEN}`], [`bearer ${TOKEN}`], [`Basic ${base64(`anybody:${TOKEN}`)}`]])(
  'a client that shows %s is let in',
  async (authorization) => {
    expect(await ask(gatewayService()['Topology']!, authorization)).toMatchObject({ clusterSize: 1 });
  },
);

test('health is told to everybody', async () => {
  expect(await ask(healthService()['Check']!)).toEqual({ status: 'SERVING' });
});

test('a client that does not encrypt gets no answer', async () => {
  const client = new Client(engine.address, credentials.createInsecure());
  const { path, requestSerialize, responseDeserialize } = healthService()['Check']!;
  const code = await new Promise((resolve) => {
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize as (bytes: Buffer) => object,
      {},
      (error) => resolve(error?.code),
    );
  });
  client.close();
  expect(code).toBe(status.UNAVAILABLE);
});

describe('zeebe-node', () => {
  /** An authorisation server that knows one secret. */
  let issuer: Server;
  let issuerUrl: string;

  beforeAll(async () => {
    issuer = createServer((request, response) => {
      let form = '';
      request.on('data', (part: Buffer) => (form += part.toString()));
      request.on('end', () => {
        const known = new URLSearchParams(form).get('client_secret') === 'known';
        response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ access_token: TOKEN, token_type: 'Bearer', expires_in: 3_600 }));
      });
    });
    issuerUrl = await new Promise((resolve) => {
      issuer.listen(0, '127.0.0.1', () => {
        resolve(`http://127.0.0.1:${(issuer.address() as { port: number }).port}/token`);
      });
    });
  });

  afterAll(() => new Promise((closed) => issuer.close(closed)));

  const customSSL = { rootCerts: readFileSync(CERTIFICATE) };

  test.each([
    [
      'OAuth',
      () => ({
        oAuth: {
          url: issuerUrl,
          audience: 'zeebe',
          clientId: 'me',
          clientSecret: 'known',
          cacheOnDisk: false,
        },
      }),
    ],
    ['basic authentication', () => ({ basicAuth: { username: 'zeebe', password: TOKEN } })],
  ])('deploys, starts and works with its own options for TLS and %s', async (_how, authentication) => {
    const zeebe = new ZBClient(byName(), {
      retry: false,
      loglevel: 'NONE',
      stdout: SILENT,
      useTLS: true,
      customSSL,
      ...authentication(),
    });
    await zeebe.deployResource({
      process: Buffer.from(processFixture('one-service-task')),
      name: 'one-service-task.bpmn',
    });
    const worker = zeebe.createWorker({
      taskType: 'check',
      loglevel: 'NONE',
      stdout: SILENT,
      taskHandler: (job) => job.complete({ checked: true }),
    });
    const { variables } = await zeebe.createProcessInstanceWithResult({
      bpmnProcessId: 'one-service-task',
      variables: {},
      requestTimeout: 30_000,
    });
    expect(variables).toEqual({ checked: true });
    await worker.close();
    await zeebe.close();
  });

  test('is refused with another password', async () => {
    const zeebe = new ZBClient(byName(), {
      retry: false,
      loglevel: 'NONE',
      stdout: SILENT,
      useTLS: true,
      customSSL,
      basicAuth: { username: 'zeebe', password: 'guessed' },
    });
    await expect(zeebe.topology()).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
    await zeebe.close();
  });
});

describe('the program', () => {
  const refused = (...args: string[]) =>
    spawnRefused({
      entry: ENTRY,
      args: ['--listen', '127.0.0.1:0', '--data', join(folder, 'other'), ...args],
    });
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  test.each<[string, () => string[], string]>([
    ['a token that is too short', () => ['--token-file', file('short', 'secret')], 'at least 16'],
    [
      'a token file that is missing',
      () => ['--token-file', '/nowhere/token'],
      '/nowhere/token cannot be read',
    ],
    [
      'a certificate without its key',
      () => ['--tls-cert', CERTIFICATE],
      '--tls-cert and --tls-key go together',
    ],
    [
      'something else than a certificate',
      () => ['--tls-cert', file('not.pem', 'no certificate'), '--tls-key', KEY],
      'certificate or the key cannot be used',
    ],
  ])('does not start with %s, and says why', async (_what, args, reason) => {
    const { code, output } = await refused(...args());
    expect(output).toContain(reason);
    expect(code).toBe(1);
  });

  test('says what others on the network can do', async () => {
    const data = join(folder, 'exposed');
    const open = await spawnServer({ entry: ENTRY, args: ['--listen', '0.0.0.0:0', '--data', data] });
    expect(open.output()).toContain('asks for no token');
    await open.stop('SIGTERM');
    const readable = await spawnServer({
      entry: ENTRY,
      args: ['--listen', '0.0.0.0:0', '--data', data, '--token-file', file('token2', TOKEN)],
    });
    expect(readable.output()).toContain('not encrypted');
    await readable.stop('SIGTERM');
  });
});
