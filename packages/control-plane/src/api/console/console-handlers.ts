import type { AdmissionParts } from '../http/admission';
import type { ConsoleHandlers } from '../http/http-app';
import type { ConsoleFiles } from './console-files';
import { leadToApiPage, serveConsoleFiles, serveConsolePage } from './console-pages';
import { playgroundProxy } from './playground-proxy';
import { sessionRoutes, type SignedOut } from './session-routes';

/** Wires what browsers load with how they sign in. @param playgroundUrl null while the playground is off */
export function consoleHandlers(
  files: ConsoleFiles,
  admission: AdmissionParts,
  playgroundUrl: () => string | null,
  onSignOut: SignedOut,
): ConsoleHandlers {
  const parts = { files, origins: admission.origins };
  return {
    sessions: sessionRoutes(admission, onSignOut),
    files: serveConsoleFiles(parts),
    playground: playgroundProxy({ admission, url: playgroundUrl }),
    graphqlPage: leadToApiPage,
    page: serveConsolePage(parts),
  };
}
