package io.maregistry.client.internal.transport;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/** Whether the request of one call may have left this process. Any thread. */
final class SentMark extends ClientStreamTracer.Factory {

    private volatile boolean isSent;

    boolean isSent() {
        return isSent;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
            @Override
            public void outboundMessageSent(int number, long wireBytes, long plainBytes) {
                isSent = true;
            }
        };
    }
}
