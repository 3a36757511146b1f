import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Note } from '../parts/note';
import { signIn } from './session-requests';

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

export interface SignInFormProps {
  /** Why a sign-in link was refused, if there was one. */
  readonly linkProblem: string | null;
  /** Called when the cookie is set. */
  readonly onSignedIn: () => Promise<string | null>;
}

/** Signs somebody in by a token. */
export function SignInForm({ linkProblem, onSignedIn }: SignInFormProps) {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const attempt = async () => {
    setBusy(true);
    setProblem((await signIn({ token: token.trim() })) ?? (await onSignedIn()));
    setBusy(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() !== '') void attempt();
    else setProblem('Enter a token.');
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Insecure />
        <PasswordInput
          ref={field}
          label="Access token"
          description="The administrator token, or an access token made under Access."
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          autoComplete="current-password"
          error={problem ?? linkProblem}
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
