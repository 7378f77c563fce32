import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../src/lib/project-root.ts';

/** The text of `test/fixtures/processes/<name>.bpmn`. */
export const processFixture = (name: string): string =>
  readFileSync(
    join(projectRoot(import.meta.dirname), 'test', 'fixtures', 'processes', `${name}.bpmn`),
    'utf8',
  );
