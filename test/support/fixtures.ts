import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../src/lib/project-root.ts';

const fixture = (...path: string[]): string =>
  readFileSync(join(projectRoot(import.meta.dirname), 'test', 'fixtures', ...path), 'utf8');

/** The text of `test/fixtures/processes/<name>.bpmn`. */
export const processFixture = (name: string): string => fixture('processes', `${name}.bpmn`);

/** The text of `test/fixtures/decisions/<name>.dmn`. */
export const decisionFixture = (name: string): string => fixture('decisions', `${name}.dmn`);
