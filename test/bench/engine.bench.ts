/**
 * The bundled engine behind its gateway: throughput, latency, and what many waiting instances and timers cost. The engine
 * is a process of its own, on the same machine as this client; every acknowledgement is synced to disk. Beside it, in the
 * same run, the embedded engine that a TypeScript user would otherwise pick.
 *
 * `npm run bench -- engine [--quick] [--instances=N] [--in-flight=N] [--waiting=N,N,…] [--timers=N] [--due-at-once=N] [--only=NAME,…]`
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { activation, dueAtOnce, message, timers } from './engine/events.ts';
import { peer } from './engine/peer.ts';
import { payload, throughput } from './engine/throughput.ts';
import { coldStart, waiting } from './engine/waiting.ts';

const sections = { throughput, payload, message, activation, timers, dueAtOnce, waiting, coldStart, peer };

const { values } = parseArgs({
  options: {
    /** A twentieth of everything: shows that it works, not how fast. */
    quick: { type: 'boolean', default: false },
    instances: { type: 'string' },
    'in-flight': { type: 'string', default: '64' },
    waiting: { type: 'string' },
    timers: { type: 'string' },
    'due-at-once': { type: 'string' },
    only: { type: 'string', default: Object.keys(sections).join(',') },
    /** Another engine's entry point to compare with, relative to the project. */
    entry: { type: 'string', default: 'dist/server/src/local/engine-cli.js' },
  },
});
const { quick } = values;
const settings = {
  entry: values.entry,
  instances: Number(values.instances ?? (quick ? 300 : 6_000)),
  inFlight: Number(values['in-flight']),
  waiting: (values.waiting ?? (quick ? '500,5000' : '1000,10000,100000')).split(',').map(Number),
  timers: Number(values.timers ?? (quick ? 5_000 : 100_000)),
  timerSeconds: quick ? 3 : 60,
  dueAtOnce: Number(values['due-at-once'] ?? (quick ? 5_000 : 100_000)),
  activations: quick ? 50 : 1_000,
  coldStarts: quick ? 1 : 5,
};

console.log(
  `Node ${process.versions.node}, ${cpus().length} cores for engine and client, load ${loadavg()[0]?.toFixed(1)} ` +
    `before; durability: fsync before each acknowledgement, grouped${quick ? '; quick: too short to compare' : ''}`,
);
const chosen = new Set(values.only.split(','));
const unknown = [...chosen].filter((name) => !Object.hasOwn(sections, name));
if (unknown.length > 0) {
  console.error(
    `No section is called ${unknown.join(', ')}. Choose from: ${Object.keys(sections).join(', ')}.`,
  );
  process.exit(1);
}
for (const [name, section] of Object.entries(sections)) {
  if (chosen.has(name)) await section(settings);
}
