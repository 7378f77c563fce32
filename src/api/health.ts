import { Router, type Response } from 'express';
import type { Health } from '../contract/http.ts';
import type { ApiServices } from './services.ts';

/** Longest that a check may take, in milliseconds. */
const checkLimitMs = 3000;

/** `/health/live`: the process answers. `/health/ready`: engine and store answer too, so that work can be done. */
export function healthRoutes(services: Pick<ApiServices, 'engine' | 'store'>): Router {
  const router = Router({ strict: true, caseSensitive: true });
  const answer = (response: Response, checks: Health['checks']): void => {
    const ok = checks.every(({ status }) => status === 'ok');
    const body: Health = { status: ok ? 'ok' : 'unavailable', checks };
    response
      .status(ok ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json(body);
  };
  router.get('/live', (_request, response) => answer(response, []));
  router.get('/ready', async (_request, response) => {
    const [engine, store] = await Promise.all([
      works(async () => {
        const { brokers } = await services.engine.topology();
        const leads = brokers.some(({ partitions }) =>
          partitions.some(({ role, health }) => role === 'LEADER' && health === 'HEALTHY'),
        );
        if (!leads) throw new Error('No healthy partition has a leader.');
      }),
      works(() => services.store.ping()),
    ]);
    answer(response, [
      { name: 'engine', status: engine ? 'ok' : 'unavailable' },
      { name: 'store', status: store ? 'ok' : 'unavailable' },
    ]);
  });
  return router;
}

async function works(check: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), checkLimitMs);
  });
  try {
    return await Promise.race([check().then(() => true), limit]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
