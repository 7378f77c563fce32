import { type ChildProcess, spawn } from 'node:child_process';
import { resolve, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../src/lib/project-root.ts';

/** A program of this project running as a process of its own. */
export interface SpawnedServer {
  /** The address that it printed when it was ready. */
  readonly address: string;
  readonly pid: number;
  /** Everything it printed so far, both streams. */
  output(): string;
  /** The signal that ended it, or null. */
  endedBy(): NodeJS.Signals | null;
  /** Sends a signal and resolves with the exit code, or null when the signal ended it. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

export interface SpawnOptions {
  /**
   * Program, absolute or relative to the project: a TypeScript source such as `src/local/engine-cli.ts`, or a compiled
   * `.js` file.
   */
  readonly entry: string;
  readonly args?: readonly string[];
  /** On top of this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long the start may take, in milliseconds. Default 120 s: the machine may be busy. */
  readonly startLimitMs?: number;
  /** What it prints when it is ready; the first group is its address. Default: `listening ADDRESS`. */
  readonly ready?: RegExp;
}

/** How a program ended that was expected to refuse its start. */
export interface RefusedStart {
  readonly code: number | null;
  readonly output: string;
}

const START_LIMIT_MS = 120_000;
const LISTENING = /^listening (\S+)$/m;

const start = ({
  entry,
  args = [],
  env = {},
}: SpawnOptions): { child: ChildProcess; output: () => string } => {
  const root = projectRoot(import.meta.dirname);
  const loader = pathToFileURL(join(root, 'test', 'support', 'typescript-loader.mjs')).href;
  const child = spawn(
    process.execPath,
    [
      '--enable-source-maps',
      '--disable-warning=ExperimentalWarning',
      ...(entry.endsWith('.ts') ? ['--import', loader] : []),
      resolve(root, entry),
      ...args,
    ],
    { cwd: root, env: { ...process.env, NODE_OPTIONS: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  return { child, output: () => printed };
};

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    else child.once('exit', (code) => resolve(code));
  });

/**
 * Starts a program that prints its address when it is ready.
 *
 * @throws Error with everything it printed when it ends first or does not get ready in time
 */
export const spawnServer = async (options: SpawnOptions): Promise<SpawnedServer> => {
  const { child, output } = start(options);
  const address = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${options.entry} was not ready in time. It printed:\n${output()}`));
    }, options.startLimitMs ?? START_LIMIT_MS);
    const look = (): void => {
      const match = (options.ready ?? LISTENING).exec(output());
      if (match?.[1] === undefined) return;
      clearTimeout(timer);
      resolve(match[1]);
    };
    child.stdout?.on('data', look);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(
        new Error(
          `${options.entry} ended with ${code ?? 'a signal'} before it was ready. It printed:\n${output()}`,
        ),
      );
    });
  });
  return {
    address,
    pid: child.pid ?? 0,
    output,
    endedBy: () => child.signalCode,
    stop(signal) {
      const done = ended(child);
      child.kill(signal);
      return done;
    },
  };
};

/** Starts a program that must refuse to start, and returns how it ended. A program that starts is killed. */
export const spawnRefused = async (options: SpawnOptions): Promise<RefusedStart> => {
  const { child, output } = start(options);
  const timer = setTimeout(() => child.kill('SIGKILL'), options.startLimitMs ?? START_LIMIT_MS);
  child.stdout?.on('data', () => {
    if ((options.ready ?? LISTENING).test(output())) child.kill('SIGKILL');
  });
  const code = await ended(child);
  clearTimeout(timer);
  return { code, output: output() };
};
