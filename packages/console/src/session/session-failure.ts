/** The message of an answer that refuses to sign somebody in. */
export async function failureOfResponse(response: Response): Promise<string> {
  const unknown = `The answer was HTTP ${response.status}, and not from the control plane.`;
  try {
    const body = (await response.json()) as { errors?: { message?: string }[] };
    return body.errors?.[0]?.message ?? unknown;
  } catch {
    return unknown;
  }
}
