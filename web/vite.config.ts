import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const apiAddress = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  root: import.meta.dirname,
  resolve: {
    alias: {
      // The design system's React code is EUPL, but the icon drawings it imports belong to a city. Ours take their place;
      // a component that needs an icon which we do not have fails the build.
      '@amsterdam/design-system-react-icons': new URL('./src/ui/icons.tsx', import.meta.url).pathname,
    },
  },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // Nothing inline: the content security policy allows only files of our own origin.
    assetsInlineLimit: (file) => (file.endsWith('.svg') ? undefined : false),
    modulePreload: { polyfill: false },
    // The modeller is one large library, fetched by process designers only.
    chunkSizeWarningLimit: 3500,
  },
  server: { port: 5173, proxy: { '/v1': apiAddress, '/health': apiAddress } },
});
