import { freePort } from '@switchyard/local-services';
import { configurationFolder } from './configuration-folder';
import { runProxy } from './run-proxy';
import { type Variant, VENDOR_KEY } from './variant';

/** A reverse proxy in C with one worker, which puts the vendor's key in and does nothing else. */
export const NGINX: Variant = {
  name: 'nginx',
  start: async (setting) => {
    const port = await freePort();
    const { file } = await configurationFolder(setting.cleanUps, (folder) =>
      configuration(folder, port, setting.upstream.port),
    );
    const args = ['-e', 'stderr', '-c', file];
    return runProxy({ name: NGINX.name, file: 'nginx', args, port }, setting);
  },
};

/** Connections are kept on both sides for as long as load lasts, and bodies of up to 2 MB in memory, as the others do. */
function configuration(folder: string, port: number, upstreamPort: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr warn;
events { worker_connections 8192; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  client_max_body_size 32m;
  client_body_buffer_size 2m;
  keepalive_requests 1000000000;
  upstream vendor {
    server 127.0.0.1:${upstreamPort};
    keepalive 2048;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://vendor;
      proxy_http_version 1.1;
      proxy_buffering off;
      proxy_set_header Connection "";
      proxy_set_header Authorization "Bearer ${VENDOR_KEY}";
    }
  }
}
`;
}
