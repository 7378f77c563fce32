import { passThrough } from './pass-through.ts';

/** A boundary event lives only once it has happened: it hands on its variables and goes on. */
export const boundaryEvent = passThrough;
