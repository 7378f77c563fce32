import { ProductError } from '../lib/errors.ts';

/**
 * Forms are checked on their data alone; in a request the data is the member `data`, and pointers have to start there.
 */
export async function pointingIntoData<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ProductError) || error.code !== 'invalid-form') throw error;
    throw new ProductError(
      error.code,
      error.message,
      error.errors.map(({ pointer, ...detail }) =>
        pointer === undefined ? detail : { ...detail, pointer: `/data${pointer}` },
      ),
    );
  }
}
