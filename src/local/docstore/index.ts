/** The bundled document store: what the rest of the product may use of it. */
export { startLocalStore, type LocalStore, type LocalStoreOptions } from './server.ts';
