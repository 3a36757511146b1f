import type { ControlPlaneUnderTest } from './control-plane-under-test.suite';

interface SealedRow {
  readonly id: string;
  readonly url: string;
  readonly sealed_credential: string;
}

/**
 * Opens every stored credential as a data plane would: for its endpoint's id and present URL.
 *
 * @returns the API keys by endpoint id; endpoints without a credential are absent
 * @throws SealedCredentialError if one does not open
 */
export async function openCredentials(underTest: ControlPlaneUnderTest): Promise<Map<string, string>> {
  const rows = await underTest.sql<SealedRow>(
    'SELECT id, url, sealed_credential FROM endpoint WHERE sealed_credential IS NOT NULL',
  );
  const apiKeyOf = ({ id, url, sealed_credential }: SealedRow) =>
    underTest.sealingKey.open(sealed_credential, { endpointId: id, url }).apiKey;
  return new Map(rows.map((row) => [row.id, apiKeyOf(row)]));
}
