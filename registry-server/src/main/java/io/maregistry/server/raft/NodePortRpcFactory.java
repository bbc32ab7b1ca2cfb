package io.maregistry.server.raft;

import com.alipay.remoting.config.BoltClientOption;
import com.alipay.remoting.serialization.SerializerManager;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.rpc.impl.BoltRaftRpcFactory;
import com.alipay.sofa.jraft.util.Endpoint;
import com.alipay.sofa.jraft.util.SPI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the engine gets its transport from: it looks for one factory per JVM by its service file and asks it for a client
 * while a Raft node initialises, without saying for which node. Nodes of one JVM have different identities and members
 * tables, so {@link NodePort#creatingClients} names the port for the time of such a call, on the calling thread. Outside
 * of it nothing is created: a client without an introduction would reach nobody, and a server would be open to everybody.
 */
@SPI(priority = 10)
public final class NodePortRpcFactory extends BoltRaftRpcFactory {

    /** The port that the calling thread creates clients for; set by {@link #creatingFor} alone. */
    private static final ThreadLocal<@Nullable NodePort> CREATING_FOR = new ThreadLocal<>();

    /** Called by the engine's service loader, once. */
    public NodePortRpcFactory() {
        // Error answers of bolt carry an exception, which it would write and read as a Hessian object.
        SerializerManager.addSerializer(SerializerManager.Hessian2, new TextSerializer());
    }

    static <T> T creatingFor(NodePort port, Supplier<T> body) {
        NodePort before = CREATING_FOR.get();
        CREATING_FOR.set(port);
        try {
            return body.get();
        } finally {
            if (before == null) {
                CREATING_FOR.remove();
            } else {
                CREATING_FOR.set(before);
            }
        }
    }

    @Override
    public RpcClient createRpcClient(@Nullable ConfigHelper<RpcClient> helper) {
        NodePort port = CREATING_FOR.get();
        if (port == null) {
            throw new IllegalStateException("clients of the engine are created inside NodePort.creatingClients");
        }
        com.alipay.remoting.rpc.RpcClient bolt = new com.alipay.remoting.rpc.RpcClient();
        bolt.option(BoltClientOption.EXTENDED_NETTY_CHANNEL_HANDLER, port.introductions(true));
        RpcClient client = new PeerRpcClient(bolt, System::nanoTime);
        if (helper != null) {
            helper.config(client);
        }
        return client;
    }

    @Override
    public RpcServer createRpcServer(Endpoint endpoint, @Nullable ConfigHelper<RpcServer> helper) {
        throw new IllegalStateException("the engine shares NodePort.rpcServer() and opens no port by itself");
    }
}
