import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PROJECT_NAME = 'casusoverleg';

/**
 * The folder that holds this project's package.json, found by walking up. Files that are not compiled (protocol
 * definitions, processes, configuration) are read from there, from TypeScript sources and from `dist` alike.
 *
 * @param from a file or folder inside the project, usually `import.meta.dirname`
 * @throws Error when no folder above is the project
 */
export const projectRoot = (from: string): string => {
  for (let folder = from; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown };
      if (name === PROJECT_NAME) return folder;
    }
    if (dirname(folder) === folder) {
      throw new Error(
        `No package.json named "${PROJECT_NAME}" above ${from}; run the program from its own folder.`,
      );
    }
  }
};
