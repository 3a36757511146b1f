import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Note } from '../parts/note';
import { signIn } from './session-requests';

const LINK_MARK = '#sign-in=';

/** Only over TLS and on loopback can a cookie be kept from whoever reads the network. */
function Insecure() {
  if (globalThis.isSecureContext) return null;
  return (
    <Note kind="warn">
      This connection is not encrypted: anyone on the network between can read the token and take over the session. Put
      a proxy with TLS in front of the control plane.
    </Note>
  );
}

/** Signs somebody in by a token, or by the link that `npm start` prints. @param onSignedIn called when the cookie is set */
export function SignInForm({ onSignedIn }: { readonly onSignedIn: () => Promise<string | null> }) {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const attempt = async (credential: Parameters<typeof signIn>[0]) => {
    setBusy(true);
    setProblem((await signIn(credential)) ?? (await onSignedIn()));
    setBusy(false);
  };
  const tried = useRef(false);
  useEffect(() => {
    if (tried.current || !location.hash.startsWith(LINK_MARK)) return;
    tried.current = true;
    const link = location.hash.slice(LINK_MARK.length);
    // Out of the address, the history and any bookmark.
    history.replaceState(history.state, '', location.pathname + location.search);
    void attempt({ link });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() !== '') void attempt({ token: token.trim() });
    else setProblem('Enter a token.');
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Insecure />
        <PasswordInput
          label="Access token"
          description="The administrator token, or an access token made under Access."
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          autoComplete="current-password"
          error={problem}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the token' }}
          data-autofocus
        />
        <Button type="submit" loading={isBusy}>
          Sign in
        </Button>
        <Text size="xs" c="dimmed">
          npm start prints a link that signs you in, once, and keeps the administrator token in its data folder.
        </Text>
      </Stack>
    </form>
  );
}
