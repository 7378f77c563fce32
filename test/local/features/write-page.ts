/** `npm run features`: tries every feature and writes `docs/supported-elements.md`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { supportedElements } from './page.ts';

writeFileSync(
  join(projectRoot(import.meta.dirname), 'docs', 'supported-elements.md'),
  await supportedElements(),
);
