import { useQuery } from '@apollo/client/react';
import { Answer } from '../../parts/answer';
import { Confirm } from '../../parts/confirm';
import { UsedBy } from '../../parts/used-by';
import { useChange } from '../../parts/use-change';
import { DeleteEndpointDocument, EndpointUseDocument } from './documents.generated';
import type { Endpoint } from './provider';

interface DeleteEndpointProps {
  readonly endpoint: Endpoint;
  readonly onClose: () => void;
}

export function DeleteEndpoint({ endpoint: { id, name, version }, onClose }: DeleteEndpointProps) {
  const change = useChange(DeleteEndpointDocument, 'Endpoint deleted');
  const result = useQuery(EndpointUseDocument, { variables: { id } });
  const users = result.data?.endpoint?.usedBy?.totalCount ?? 0;
  const confirm = async () => {
    if ((await change.run({ input: { endpointId: id, expectedVersion: version } })) !== null) onClose();
  };
  return (
    <Confirm
      title={`Delete endpoint ${name}?`}
      action="Delete endpoint"
      isOpen
      isBusy={change.isBusy}
      isForbidden={users > 0}
      failure={change.failure}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <Answer result={result} what="what depends on it">
        {({ endpoint }) => (endpoint ? <UsedBy references={endpoint.usedBy} /> : <p>It was deleted already.</p>)}
      </Answer>
      <p>Its credential is deleted with it, and a roll back brings it back without one.</p>
    </Confirm>
  );
}
