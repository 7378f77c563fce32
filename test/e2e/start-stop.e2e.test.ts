import { spawn } from 'node:child_process';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { newDataDir, spawnProduct, spawnRefusedProduct } from '../support/spawn-product.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { eventually } from '../support/eventually.ts';
import type { SpawnedServer } from '../support/spawn-server.ts';

const running: SpawnedServer[] = [];
const start = async (...run: Parameters<typeof spawnProduct>): Promise<SpawnedServer> => {
  const product = await spawnProduct(...run);
  running.push(product);
  return product;
};

afterEach(async () => {
  await Promise.all(running.splice(0).map((product) => product.stop('SIGKILL')));
});

describe('starting and stopping the product', () => {
  test('answers as live and ready, prints the demo sign-ins, and ends with 0 on Ctrl-C', async () => {
    const product = await start({ dataDir: newDataDir() });
    for (const check of ['live', 'ready']) {
      expect((await fetch(`${product.address}/health/${check}`)).status).toBe(200);
    }
    expect(product.output()).toMatch(/gerda@voorbeeldstad\.example/);
    expect(await product.stop('SIGINT')).toBe(0);
  });

  test('shows no demo sign-ins and has no demo accounts unless asked', async () => {
    const product = await start({ dataDir: newDataDir(), args: [] });
    expect(product.output()).not.toMatch(/example/);
    const answer = await fetch(`${product.address}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'gerda@voorbeeldstad.example', password: 'casusoverleg-demo' }),
    });
    expect(answer.status).toBe(401);
  });

  test('refuses demo mode in production', async () => {
    const refused = await spawnRefusedProduct({ dataDir: newDataDir(), env: { NODE_ENV: 'production' } });
    expect(refused).toEqual({
      code: 1,
      output: expect.stringMatching(/does not start with NODE_ENV=production/),
    });
  });

  test('says which port is taken and ends with 1', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const refused = await spawnRefusedProduct({ dataDir: newDataDir(), port });
    other.close();
    expect(refused).toEqual({ code: 1, output: expect.stringContaining(`Port ${port} is in use`) });
  });

  test('says that the data folder is in use and ends with 1; a folder whose owner was killed is free', async () => {
    const dataDir = newDataDir();
    const first = await start({ dataDir });
    const refused = await spawnRefusedProduct({ dataDir });
    expect(refused).toEqual({ code: 1, output: expect.stringMatching(/in use/) });
    await first.stop('SIGKILL');
    const second = await start({ dataDir });
    expect((await fetch(`${second.address}/health/ready`)).status).toBe(200);
  });
});

describe('a program that npm started', () => {
  test.each(['SIGTERM', 'SIGKILL'] as const)('ends when npm is ended with %s', async (signal) => {
    const args = ['run', '--silent', 'store', '--', '--listen', '127.0.0.1:0', '--data', newDataDir()];
    const npm = spawn('npm', args, {
      cwd: projectRoot(import.meta.dirname),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    npm.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const port = await eventually(
      'the store',
      () => /^listening 127\.0\.0\.1:(\d+)$/m.exec(printed)?.[1],
      60_000,
    );
    expect(await accepts(Number(port))).toBe(true);
    npm.kill(signal);
    await eventually('the end of the store', async () => !(await accepts(Number(port))), 60_000);
  });
});

/** Whether somebody listens on a port of this machine. */
const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => socket.destroy() && resolve(true));
    socket.once('error', () => resolve(false));
  });
