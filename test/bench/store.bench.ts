/**
 * The bundled document store under the ordinary driver: durable writes, finds by index at two sizes, the inbox and the
 * dashboard with 100,000 items, memory and disk. The store is a process of its own. CPU per operation is that of the store
 * alone, and says more than wall time on a machine that does other work too.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Collection, MongoClient } from 'mongodb';
import mongoose from 'mongoose';
import { itemFilter } from '../../src/access/policy.ts';
import { inboxItemModel, type InboxItem } from '../../src/cases/inbox-item.ts';
import { createInboxStore } from '../../src/cases/inbox-store.ts';
import type { User } from '../../src/cases/people.ts';
import { spawnServer } from '../support/spawn-server.ts';

const SMALL = 1_000;
const LARGE = 100_000;
const USERS = 500;
const PARTNERS = 40;
const MUNICIPALITIES = 10;
const DAY_MS = 86_400_000;
/** Clock ticks per second in /proc, fixed by Linux for programs. */
const TICKS = 100;

interface Thing {
  _id: number;
  reference: string;
  group: number;
  at: Date;
  n: number;
  text: string;
}

const print = (name: string, value: string): void => console.log(`  ${name.padEnd(58)} ${value}`);
const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;

const dataDir = mkdtempSync(join(tmpdir(), 'casusoverleg-bench-'));
const server = await spawnServer({
  entry: 'src/local/store-cli.ts',
  args: ['--listen', '127.0.0.1:0', '--data', dataDir],
});

/** Seconds of CPU that the store has used; NaN where the system does not tell. */
function cpuSeconds(): number {
  try {
    const stat = readFileSync(`/proc/${server.pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return NaN;
  }
}

const memory = (): string =>
  `${(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(server.pid)], { encoding: 'utf8' })) / 1024).toFixed(0)} MB`;

function bytesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).blocks * 512, 0);
}
const disk = (): string => `${(bytesIn(dataDir) / 1_048_576).toFixed(0)} MB`;

/** Runs an operation many times from a number of clients and prints rate, latencies and CPU. */
async function measure(
  name: string,
  options: { readonly times: number; readonly clients: number },
  work: (index: number) => Promise<unknown>,
): Promise<{ readonly cpuMs: number; readonly p50: number; readonly p99: number }> {
  const { times, clients } = options;
  const took: number[] = [];
  let next = 0;
  const cpuBefore = cpuSeconds();
  const start = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < times) {
        const index = next++;
        const from = performance.now();
        await work(index);
        took.push(performance.now() - from);
      }
    }),
  );
  const rate = (times / (performance.now() - start)) * 1_000;
  const cpuMs = ((cpuSeconds() - cpuBefore) / times) * 1_000;
  const [p50, p99] = [percentile(took, 0.5), percentile(took, 0.99)];
  print(
    name,
    `${rate.toFixed(0).padStart(6)}/s  p50 ${ms(p50)}  p99 ${ms(p99)}  CPU ${(cpuMs * 1_000).toFixed(0)} µs each`,
  );
  return { cpuMs, p50, p99 };
}

const thing = (n: number, groups: number): Thing => ({
  _id: n,
  reference: `R-${n}`,
  group: n % groups,
  at: new Date(1_700_000_000_000 + ((n * 7_919) % LARGE) * 1_000),
  n: 0,
  text: 'Voorbeeld '.repeat(20),
});

async function fill<T>(count: number, make: (n: number) => T, insert: (items: T[]) => Promise<unknown>) {
  const start = performance.now();
  for (let from = 0; from < count; from += 1_000)
    await insert(Array.from({ length: Math.min(1_000, count - from) }, (_, i) => make(from + i)));
  return (count / (performance.now() - start)) * 1_000;
}

console.log(
  `Node ${process.versions.node}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)} before; every write synced to disk\n`,
);
const client = await MongoClient.connect(`mongodb://${server.address}`, { maxPoolSize: 40 });
const db = client.db('bench');
const small: Collection<Thing> = db.collection('small');
const large: Collection<Thing> = db.collection('large');

console.log('Writes');
for (const things of [small, large]) {
  await things.createIndex({ reference: 1 }, { unique: true });
  await things.createIndex({ group: 1, at: -1 });
}
await fill(
  SMALL,
  (n) => thing(n, SMALL / 50),
  (items) => small.insertMany(items),
);
const rate = await fill(
  LARGE,
  (n) => thing(n, LARGE / 50),
  (items) => large.insertMany(items),
);
print(`insert ${LARGE} of 350 bytes, 1,000 at a time, 3 indexes`, `${rate.toFixed(0)}/s`);
print('after that: memory, disk', `${memory()}, ${disk()}`);
const probe: Collection<Thing> = db.collection('inserted');
for (const [clients, times] of [
  [1, 500],
  [32, 6_000],
] as const) {
  const base = clients * 1_000_000;
  await measure(`insert one, ${clients} client${clients > 1 ? 's' : ''}`, { times, clients }, (i) =>
    probe.insertOne(thing(base + i, 100)),
  );
  await measure(`update by id, ${clients} client${clients > 1 ? 's' : ''}`, { times, clients }, (i) =>
    large.updateOne({ _id: (i * 7_919) % LARGE }, { $inc: { n: 1 } }),
  );
}

console.log(`\nFinds by index: ${SMALL} against ${LARGE} documents`);
for (const [name, find] of [
  ['unique index', (things: Collection<Thing>, n: number) => things.findOne({ reference: `R-${n}` })],
  [
    'compound index with sort, 20 of 50',
    (things: Collection<Thing>, n: number) =>
      things
        .find({ group: n % (things === small ? SMALL / 50 : LARGE / 50) })
        .sort({ at: -1 })
        .limit(20)
        .toArray(),
  ],
] as const) {
  const results = [];
  await Promise.all(Array.from({ length: 300 }, (_, i) => find(large, i)));
  for (const [things, size] of [
    [small, SMALL],
    [large, LARGE],
  ] as const)
    results.push(
      await measure(`${name}, ${size}`, { times: 3_000, clients: 1 }, (i) =>
        find(things, (i * 7_919) % size),
      ),
    );
  print(
    `${name}: cost at ${LARGE} / cost at ${SMALL}`,
    `p50 ${(results[1]!.p50 / results[0]!.p50).toFixed(2)}, CPU ${(results[1]!.cpuMs / results[0]!.cpuMs).toFixed(2)} (target 1.3)`,
  );
}

console.log(`\nInbox and dashboard with ${LARGE} items, 40% open, ${USERS} people of ${PARTNERS} partners`);
const connection = await mongoose
  .createConnection(`mongodb://${server.address}/bench`, { autoIndex: false })
  .asPromise();
const items = createInboxStore(connection);
await items.ensureIndexes();
const model = inboxItemModel(connection);
const now = Date.now();

function item(n: number): InboxItem {
  const state = n % 5 < 2 ? 'open' : n % 5 < 4 ? 'completed' : 'withdrawn';
  // Apart from what decides the state, so that every person and partner has items of each.
  const group = Math.floor(n / 5);
  const userId = `usr-${(group * 31) % USERS}`;
  const held = state !== 'open' || n % 3 !== 0;
  const createdAt = new Date(now - ((n * 7) % 90) * DAY_MS - n);
  return {
    itemId: `itm-${n}`,
    jobKey: String(n),
    caseId: `case-${n % (LARGE / 20)}`,
    caseReference: `C-2026-${n % (LARGE / 20)}`,
    municipalityId: `municipality-${n % MUNICIPALITIES}`,
    processId: `process-${n % 6}`,
    processVersion: 1,
    processDefinitionKey: '1',
    processInstanceKey: String(n),
    elementId: `step-${n % 30}`,
    elementInstanceKey: String(n),
    stepName: `Stap ${n % 30}`,
    formId: 'form',
    assigneeId: held ? userId : null,
    candidateUserIds: n % 10 === 0 ? [userId, `usr-${group % USERS}`] : [],
    candidatePartnerIds: [`partner-${(group * 31) % PARTNERS}`],
    refs: {},
    reason: 'Nodig voor de volgende stap van het casusoverleg.',
    legalBasis: 'Een grondslag.',
    termId: 'term',
    createdAt,
    dueAt: n % 8 === 0 ? null : new Date(createdAt.getTime() + 30 * DAY_MS),
    reminders: [],
    state,
    deliveredAt: createdAt,
    withdrawnReason: state === 'withdrawn' ? 'Reden' : null,
    completedAt: state === 'completed' ? createdAt : null,
    completedBy: state === 'completed' ? userId : null,
  };
}
const filled = await fill(LARGE, item, (batch) => model.collection.insertMany(batch));
print(`insert ${LARGE} items, 1,000 at a time, 10 indexes`, `${filled.toFixed(0)}/s`);
const person = (n: number): User => ({
  userId: `usr-${n % USERS}`,
  partnerId: `partner-${n % PARTNERS}`,
  name: '',
  roles: ['attendee'],
  municipalityIds: Array.from({ length: MUNICIPALITIES }, (_, index) => `municipality-${index}`),
  chairedMunicipalityIds: [],
  fieldGroups: { casework: [], lawfulnessReview: [], known: [] },
  at: new Date('2026-03-02T10:00:00Z'),
  missing: [],
});
for (const list of ['mine', 'unassigned', 'done'] as const) {
  const page = { page: 1, pageSize: 25, newestFirst: list === 'done' };
  await Promise.all([0, 1, 2, 3, 4].map((n) => items.list(itemFilter(person(n), list), page)));
  await measure(`inbox query "${list}" (p99 target 20 ms)`, { times: 400, clients: 1 }, (i) =>
    items.list(itemFilter(person(i * 17), list), page),
  );
}
await measure('inbox page: query and its counts (p99 target 20 ms)', { times: 200, clients: 1 }, (i) => {
  const user = person(i * 17);
  const [mine, unassigned] = [itemFilter(user, 'mine'), itemFilter(user, 'unassigned')];
  return Promise.all([
    items.list(mine, { page: 1, pageSize: 25, newestFirst: false }),
    items.count(mine),
    items.count(unassigned),
    items.count({ $and: [{ $or: [mine, unassigned] }, { dueAt: { $lt: new Date(now) } }] }),
  ]);
});
await measure('steps of a case', { times: 500, clients: 1 }, (i) => items.ofCase(`case-${i * 7}`));
const open = await model.countDocuments({ state: 'open' });
await measure(`dashboard: ${open} open items in full`, { times: 3, clients: 1 }, () =>
  model
    .find(
      { state: 'open' },
      {
        _id: 0,
        processId: 1,
        elementId: 1,
        stepName: 1,
        assigneeId: 1,
        candidatePartnerIds: 1,
        dueAt: 1,
      },
    )
    .sort({ createdAt: 1 })
    .lean(),
);
await measure(`dashboard: ${open} open items, $match and $group`, { times: 3, clients: 1 }, () =>
  model.aggregate([
    { $match: { state: 'open' } },
    {
      $group: {
        _id: '$elementId',
        open: { $sum: 1 },
        overdue: { $sum: { $cond: [{ $lt: ['$dueAt', new Date(now)] }, 1, 0] } },
      },
    },
    { $sort: { _id: 1 } },
  ]),
);
// One slow command must not keep the others waiting for as long as it takes itself.
const dashboard = model.find({ state: 'open' }).sort({ createdAt: 1 }).lean().exec();
await measure('find by id while all open items are read and sorted', { times: 50, clients: 1 }, () =>
  large.findOne({ _id: 1 }),
);
await dashboard;
print('at the end: memory, disk', `${memory()}, ${disk()}`);

await connection.close();
await client.close();
await server.stop('SIGTERM');
rmSync(dataDir, { recursive: true });
