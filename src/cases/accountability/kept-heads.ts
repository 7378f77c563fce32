import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Head } from './audit-log.ts';
import { macOf } from './audit-record.ts';

/** Ends of the audit log's chain, kept outside the store: what is cut off later is noticed. */
export interface KeptHeads {
  /** Keeps this head soon; of several in a short time the last is enough. */
  keep(head: Head): void;
  /** Keeps what still waits. */
  close(): Promise<void>;
}

/** How long a head may wait, so that a busy log does not make a long file. */
const DELAY_MS = 15_000;

/**
 * @param options.file one JSON line per head, only ever added to
 * @param options.key of the audit log: a line that somebody else wrote is noticed
 * @param options.onError told when the file cannot be written; the log itself goes on
 */
export function keepHeads(options: {
  readonly file: string;
  readonly key: Buffer;
  readonly onError: (error: unknown) => void;
  readonly delayMs?: number;
}): KeptHeads {
  const { file, key, onError, delayMs = DELAY_MS } = options;
  let latest: Head | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const head = latest;
    latest = undefined;
    if (head === undefined) return writing;
    const line = JSON.stringify({ ...head, mac: macOf(head, key) });
    writing = writing
      .then(() => mkdir(dirname(file), { recursive: true }))
      .then(() => appendFile(file, `${line}\n`, { mode: 0o600, flush: true }))
      .catch(onError);
    return writing;
  };

  return {
    keep(head) {
      latest = head;
      timer ??= setTimeout(() => void write(), delayMs);
      timer.unref();
    },
    close: write,
  };
}

/**
 * The heads in a file; none when there is no file. A last line without its end was being written when the product was
 * killed and does not count.
 *
 * @throws Error naming the line that was not written by this product with this key
 */
export async function readKeptHeads(file: string, key: Buffer): Promise<readonly Head[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, index) => {
      const head = parsed(line);
      if (head === undefined || macOf({ number: head.number, hash: head.hash }, key) !== head.mac) {
        throw new Error(
          `Line ${index + 1} of ${file} was changed, or written with another key (ACCOUNTABILITY_KEY).`,
        );
      }
      return { number: head.number, hash: head.hash };
    });
}

function parsed(line: string): (Head & { readonly mac: string }) | undefined {
  try {
    return JSON.parse(line) as Head & { mac: string };
  } catch {
    return undefined;
  }
}
