import { readFileSync } from 'node:fs';

/** How often the parents are looked up, in milliseconds. */
const LOOK_EVERY_MS = 250;

/** The shell that npm starts a script in, and npm itself where the system tells (Linux). */
const parents = () => {
  try {
    // "PID (NAME) STATE PARENT …"; a name may contain anything.
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]}`;
  } catch {
    return String(process.ppid);
  }
};

/**
 * Ends a program that npm started when npm is gone. A SIGTERM to npm reaches only the shell in between, a SIGKILL only npm:
 * the program would go on without anybody who knows of it, and keep its port and its data folder.
 */
export const stopWithNpm = () => {
  if (process.env.npm_lifecycle_event === undefined) return;
  const atStart = parents();
  const timer = setInterval(() => {
    if (parents() === atStart) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_EVERY_MS);
  timer.unref();
};
