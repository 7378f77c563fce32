/** `npm run verify-audit-log`: checks the whole audit log. Ends with 0: as written; 1: not; 2: could not be checked. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import mongoose from 'mongoose';
import { createAuditAnchors } from '../cases/accountability/audit-anchors.ts';
import { createAuditLog, type Head } from '../cases/accountability/audit-log.ts';
import { auditKey } from '../cases/accountability/index.ts';
import { readKeptHeads } from '../cases/accountability/kept-heads.ts';
import { verifyAuditLog } from '../cases/accountability/verify-audit-log.ts';
import { keptSecret } from '../lib/kept-secret.ts';
import { readSettings } from '../settings.ts';
import { openStore, storeLimitMs } from './open-store.ts';

const usage = `Usage: npm run verify-audit-log -- [--head NUMBER:HASH]…
  --head  an end of the log that was printed here before and kept elsewhere; may be given more than once
Uses the store at MONGODB_URI, or the bundled one in DATA_DIR; stop the product first when it runs on the bundled one.`;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

function givenHeads(): readonly Head[] {
  const { values } = parseArgs({
    options: { head: { type: 'string', multiple: true }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    say(usage);
    process.exit(0);
  }
  return (values.head ?? []).map((text) => {
    const [, number, hash] = /^([1-9]\d*):([0-9a-f]{64})$/.exec(text) ?? [];
    if (number === undefined || hash === undefined)
      throw new Error(`"${text}" is no end of an audit log.\n${usage}`);
    return { number: Number(number), hash };
  });
}

async function verify(): Promise<boolean> {
  const given = givenHeads();
  const settings = readSettings(process.env, []);
  const key = auditKey(
    await keptSecret({
      what: 'accountability key',
      configured: settings.accountabilityKey,
      file: join(settings.dataDir, 'accountability-key'),
    }),
  );
  const kept = await readKeptHeads(join(settings.dataDir, 'audit-log-heads'), key);
  const store = await openStore(settings);
  try {
    const connection = await mongoose
      .createConnection(store.uri, { serverSelectionTimeoutMS: storeLimitMs })
      .asPromise();
    try {
      const auditLog = createAuditLog({ connection, key });
      const anchors = await createAuditAnchors({ connection, key }).list();
      const { count, head, findings, unfinished } = await verifyAuditLog(
        auditLog.records(),
        key,
        [...kept, ...given],
        anchors,
      );
      const anchor = anchors.at(-1);
      if (anchor !== undefined)
        say(`Records up to ${anchor._id}, of ${anchor.until} and before, were removed after their term.`);
      for (const { text } of findings) say(text);
      if (unfinished.length > 0)
        say(`Begun, without a recorded end (the product was killed, or is busy): ${unfinished.join(', ')}.`);
      say(
        findings.length === 0
          ? `The audit log is as it was written: ${count} records. Keep its end in another place:\n${head.number}:${head.hash}`
          : `The audit log is NOT as it was written: ${findings.length} findings in ${count} records.`,
      );
      return findings.length === 0;
    } finally {
      await connection.close();
    }
  } finally {
    await store.close();
  }
}

try {
  process.exitCode = (await verify()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
