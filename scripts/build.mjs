/** `npm run build`: installs what is missing and builds what is stale. */
import { ensureBuilt, ensureDependencies, requireNode } from './prepare.mjs';

requireNode();
ensureDependencies();
ensureBuilt();
