import { join } from 'node:path';
import express, { Router } from 'express';

/** The built web app: its files, and its first page for every address that the browser's own router handles. */
export function webFiles(webRoot: string): Router {
  const router = Router();
  router.use(
    '/assets',
    // Their names change with their content.
    express.static(join(webRoot, 'assets'), { immutable: true, maxAge: '1y', index: false, redirect: false }),
  );
  router.use(express.static(webRoot, { index: false, redirect: false, maxAge: 0 }));
  router.get('/{*path}', (request, response, next) => {
    const isPage = request.accepts('html') !== false && !/\.[^/]+$/.test(request.path);
    if (!isPage) return next();
    response.set('Cache-Control', 'no-cache');
    response.sendFile('index.html', { root: webRoot }, (error) => {
      if (error && !response.headersSent) next();
    });
  });
  return router;
}
