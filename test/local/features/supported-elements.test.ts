import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { supportedElements } from './page.ts';

test('docs/supported-elements.md says what the features do (npm run features writes it)', async () => {
  const page = readFileSync(join(projectRoot(import.meta.dirname), 'docs', 'supported-elements.md'), 'utf8');
  expect((await supportedElements()).split('\n')).toEqual(page.split('\n'));
});
