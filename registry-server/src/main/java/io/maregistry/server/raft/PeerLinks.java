package io.maregistry.server.raft;

import com.alipay.remoting.rpc.exception.InvokeSendFailedException;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.option.RpcOptions;
import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.rpc.RpcRequests.PingRequest;
import com.google.protobuf.Message;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to the other nodes' node ports, beside those of the engine. A message leaves at once or not at all: where
 * there is no connection it is not sent, and one is opened in the background. So nothing here blocks, and whoever sends
 * knows whether the other side can have seen it.
 */
final class PeerLinks {

    private static final Logger LOG = LoggerFactory.getLogger(PeerLinks.class);
    private static final int CONNECT_MILLIS = 250;

    private final RpcClient client;
    private final Executor answers;
    private final Executor connects;
    private final Set<PeerId> connecting = ConcurrentHashMap.newKeySet();

    PeerLinks(RpcClient client, Executor answers, Executor connects) {
        this.client = client;
        this.answers = answers;
        this.connects = connects;
    }

    /**
     * What became of a message; one of the three is called, once, on the thread that answers.
     *
     * @param <R> the answer's type
     */
    interface Reply<R extends Message> {

        void received(R answer);

        /** It did not leave this node. */
        void notSent(String why);

        /** It may have arrived, but no answer came. */
        void lost(String why);
    }

    void start() {
        client.init(new RpcOptions());
    }

    void close() {
        client.shutdown();
    }

    /** Sends the message if there is a connection. */
    <R extends Message> void send(PeerId peer, Message message, Class<R> answer, int timeoutMillis, Reply<R> reply) {
        if (!client.checkConnection(peer.getEndpoint())) {
            connect(peer);
            answers.execute(() -> reply.notSent("no connection to " + peer));
            return;
        }
        try {
            client.invokeAsync(peer.getEndpoint(), message, new Callback<>(answer, reply), timeoutMillis);
        } catch (RemotingException e) { // the connection was closed since it was looked at
            answers.execute(() -> reply.notSent(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answers.execute(() -> reply.lost("interrupted"));
        }
    }

    /** Opens a connection in the background, so that the first message need not wait. */
    void connect(PeerId peer) {
        if (client.checkConnection(peer.getEndpoint()) || !connecting.add(peer)) {
            return;
        }
        connects.execute(() -> {
            try {
                PingRequest ping = PingRequest.newBuilder()
                        .setSendTimestamp(System.currentTimeMillis())
                        .build();
                client.invokeSync(peer.getEndpoint(), ping, CONNECT_MILLIS);
            } catch (RemotingException e) {
                LOG.debug("no connection to {}: {}", peer, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                connecting.remove(peer);
            }
        });
    }

    private final class Callback<R extends Message> implements InvokeCallback {

        private final Class<R> type;
        private final Reply<R> reply;

        Callback(Class<R> type, Reply<R> reply) {
            this.type = type;
            this.reply = reply;
        }

        @Override
        public void complete(Object result, Throwable failure) {
            if (failure instanceof InvokeSendFailedException) { // a frame that was not written whole is never read
                reply.notSent(String.valueOf(failure.getMessage()));
            } else if (failure != null || !type.isInstance(result)) {
                reply.lost(failure == null ? "an answer of another kind" : String.valueOf(failure.getMessage()));
            } else {
                reply.received(type.cast(result));
            }
        }

        @Override
        public Executor executor() {
            return answers;
        }
    }
}
