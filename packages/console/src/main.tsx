import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './app/console.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
// For the one library below Mantine that adds a style and does not ask Mantine for the nonce.
Reflect.set(globalThis, '__webpack_nonce__', nonce);

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no element "root"');
createRoot(root).render(<App nonce={nonce} />);
