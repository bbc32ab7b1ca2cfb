package io.maregistry.server.raft;

import com.alipay.remoting.Connection;
import com.alipay.remoting.InvokeCallback;
import com.alipay.remoting.exception.RemotingException;
import com.alipay.remoting.rpc.RpcClient;
import com.alipay.remoting.rpc.exception.InvokeSendFailedException;
import com.alipay.remoting.rpc.exception.InvokeServerBusyException;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.option.RpcOptions;
import com.alipay.sofa.jraft.rpc.impl.BoltRpcClient;
import com.google.protobuf.Message;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
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

    private final BoltRpcClient client;
    private final Executor answers;
    private final Executor connects;
    private final Set<PeerId> connecting = ConcurrentHashMap.newKeySet();

    /**
     * @param answers runs what is told of messages
     * @param connects runs what blocks until a connection stands
     */
    PeerLinks(NodePort port, Executor answers, Executor connects) {
        if (!(port.createClient() instanceof BoltRpcClient bolt)) {
            throw new IllegalStateException("the node port speaks by bolt");
        }
        this.client = bolt;
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
        Connection connection = connectionTo(peer);
        if (connection == null) {
            connect(peer);
            answers.execute(() -> reply.notSent("no connection to " + peer));
            return;
        }
        try {
            bolt().invokeWithCallback(connection, message, new Callback<>(answer, reply), timeoutMillis);
        } catch (RemotingException e) { // closed since it was looked at, or its buffers are full
            answers.execute(() -> reply.notSent(String.valueOf(e.getMessage())));
        }
    }

    /** Opens a connection in the background, so that the first message need not wait. */
    void connect(PeerId peer) {
        if (connectionTo(peer) != null || !connecting.add(peer)) {
            return;
        }
        connects.execute(() -> {
            try {
                client.checkConnection(
                        peer.getEndpoint()); // forgets one that is closed, and a pool without a living one
                bolt().getConnection(address(peer), CONNECT_MILLIS);
            } catch (RemotingException e) {
                LOG.debug("no connection to {}: {}", peer, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                connecting.remove(peer);
            }
        });
    }

    private @Nullable Connection connectionTo(PeerId peer) {
        Connection connection = bolt().getConnectionManager().get(address(peer));
        return connection != null && connection.isFine() ? connection : null;
    }

    RpcClient bolt() {
        return client.getRpcClient();
    }

    private static String address(PeerId peer) {
        return peer.getEndpoint().toString();
    }

    private final class Callback<R extends Message> implements InvokeCallback {

        private final Class<R> type;
        private final Reply<R> reply;

        Callback(Class<R> type, Reply<R> reply) {
            this.type = type;
            this.reply = reply;
        }

        @Override
        public void onResponse(Object result) {
            if (type.isInstance(result)) {
                reply.received(type.cast(result));
            } else {
                reply.lost("an answer of another kind");
            }
        }

        @Override
        public void onException(Throwable failure) {
            String why = String.valueOf(failure.getMessage());
            if (failure instanceof InvokeSendFailedException // a frame that was not written whole is never read
                    || failure instanceof InvokeServerBusyException) { // nor is one that found no thread
                reply.notSent(why);
            } else {
                reply.lost(why);
            }
        }

        @Override
        public Executor getExecutor() {
            return answers;
        }
    }
}
