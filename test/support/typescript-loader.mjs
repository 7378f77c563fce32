/**
 * `node --import ./test/support/typescript-loader.mjs program.ts`: runs TypeScript sources directly, so that a test can
 * start a server as a process of its own without a build. Types are removed, not checked.
 */
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
