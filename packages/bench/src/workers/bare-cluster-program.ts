import cluster from 'node:cluster';
import { createBareProxy } from '../variants/bare-proxy';

/**
 * The bare proxy in Node's own cluster: what a further process costs that shares a port, whatever it does. Arguments: its port,
 * the upstream's origin, the vendor's key, the number of workers.
 */
const [, , port, upstreamOrigin = '', vendorKey = '', workers] = process.argv;
const count = Number(workers);
// The workers accept connections themselves, as those of a data plane do.
cluster.schedulingPolicy = cluster.SCHED_NONE;
if (cluster.isPrimary && count > 1) for (let index = 0; index < count; index += 1) cluster.fork();
else createBareProxy(upstreamOrigin, vendorKey).listen(Number(port), '127.0.0.1');
