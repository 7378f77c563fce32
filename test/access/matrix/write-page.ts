import { writeFileSync } from 'node:fs';
import { accessMatrix } from './page.ts';

writeFileSync('docs/access-matrix.md', await accessMatrix());
