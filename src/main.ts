/** The product as a program: settings from the environment, a clear end for every failure, a clean stop. */
import { pino } from 'pino';
import { playDemoCases } from './demo/play-demo.ts';
import type { ShiftableClock } from './lib/clock.ts';
import { startProduct, type Product } from './product.ts';
import { readSettings } from './settings.ts';

/** A stop that takes longer than this ends hard; what was acknowledged is on disk. */
const STOP_LIMIT_MS = 9_000;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const end = (error: unknown): never => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
};

function stopOnSignals(product: Product): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    say('Stopping …');
    setTimeout(() => end(new Error('Stopping took too long; ended.')), STOP_LIMIT_MS).unref();
    product.close().then(() => process.exit(0), end);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

async function playDemo(product: Product): Promise<void> {
  if (!product.demo) return;
  if (!(await product.isEmpty())) {
    say('There are cases already; the fictional ones are played into an empty store only.');
    return;
  }
  say('Playing fictional cases …');
  await playDemoCases({
    baseUrl: product.url,
    password: product.demo.password,
    clock: product.clock as ShiftableClock,
    onProgress: (played, total) => say(`  ${played} of ${total}`),
  });
}

function welcome({ url, demo }: Product): void {
  say(`\nReady: ${url}`);
  if (!demo) return;
  say(`\nDemo sign-ins, all with password ${demo.password}`);
  for (const { email, name, roles } of demo.users) say(`  ${email.padEnd(34)} ${name} (${roles.join(', ')})`);
  say('');
}

try {
  const settings = readSettings(process.env, process.argv.slice(2));
  const logger = pino({ level: settings.logLevel });
  const product = await startProduct({ settings, logger, onProgress: say, onFatal: end });
  stopOnSignals(product);
  if (settings.demoCases) await playDemo(product);
  welcome(product);
} catch (error) {
  end(error);
}
