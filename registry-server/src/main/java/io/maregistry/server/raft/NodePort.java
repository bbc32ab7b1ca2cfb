package io.maregistry.server.raft;

import com.alipay.remoting.ExtendedNettyChannelHandler;
import com.alipay.remoting.config.BoltServerOption;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.rpc.impl.BoltRpcServer;
import com.alipay.sofa.jraft.util.RpcFactoryHelper;
import io.maregistry.proto.v1.BirthReport;
import io.maregistry.server.config.Address;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node port: one listening socket for all that goes between nodes, and the clients that dial those of other nodes.
 * Every connection, either way, starts with an introduction ({@link Introduction}) which is judged by the identity and
 * the members table given here; the engine and our own messages share it afterwards.
 *
 * <p>Order: {@link #start()}, then {@link #identify}, then Raft nodes inside {@link #creatingClients}. Until it has an
 * identity a port refuses everybody. Several ports in one JVM know nothing of each other. Any thread.
 */
public final class NodePort implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodePort.class);
    private static final int CLOSE_ATTEMPTS = 200;

    private final Address listen;
    private final PeerGate gate = new PeerGate();
    private final RareLog rareLog = new RareLog(LOG, System::nanoTime);
    private final BoltRpcServer server;
    private State state = State.NEW;

    private enum State {
        NEW,
        OPEN,
        CLOSED
    }

    /** A port that will listen at exactly that address; port 0 takes any free one. */
    public NodePort(Address listen) {
        this.listen = listen;
        com.alipay.remoting.rpc.RpcServer bolt =
                new com.alipay.remoting.rpc.RpcServer(listen.host(), listen.port(), true);
        bolt.option(BoltServerOption.EXTENDED_NETTY_CHANNEL_HANDLER, introductions(false));
        server = new BoltRpcServer(bolt);
    }

    /** Binds; does nothing where it is open. */
    public synchronized void start() {
        if (state == State.OPEN) {
            return;
        }
        if (state == State.CLOSED) {
            throw new IllegalStateException("a node port is opened once");
        }
        try {
            server.init(null);
        } catch (IllegalStateException e) { // bolt's wrapping of whatever bind said
            throw refusal(e);
        }
        state = State.OPEN;
    }

    private NodePortException refusal(IllegalStateException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            if (text.contains("Address already in use")) {
                return NodePortException.inUse("node port " + listen + " is in use by another process", failure);
            }
            if (cause instanceof BindException || cause.getCause() == null) {
                return NodePortException.unusable("node port " + listen + " cannot be opened: " + text, failure);
            }
        }
        throw failure;
    }

    /** Where it listens, with the real port. Only after {@link #start()}. */
    public Address address() {
        return listen.withPort(server.boundPort());
    }

    /** Says who this node is; from then on peers are let in. The cluster id may be empty until it is known. */
    public void identify(String peer, String nodeId, String clusterId) {
        gate.identify(new NodeIdentity(peer, nodeId, clusterId));
    }

    /**
     * Replaces the table of the members' node ids, by peer; the id is empty where it is not known yet. A peer is let in and
     * spoken to under its id alone, and one that is not in the table not at all; connections that no longer fit are closed.
     */
    public void expect(Map<String, String> nodeIdByPeer) {
        gate.expect(nodeIdByPeer);
    }

    /** Who answers peers that ask whether this node is born; must not block. */
    void answerBirth(Supplier<BirthReport> report) {
        gate.answerBirth(report);
    }

    /** The running server, to which the Raft node adds its processors; it is started and stopped here alone. */
    public RpcServer rpcServer() {
        return server;
    }

    /** A new client for our own messages to other node ports; whoever asks starts and stops it. */
    public RpcClient createClient() {
        return creatingClients(() -> RpcFactoryHelper.rpcFactory().createRpcClient());
    }

    /** Runs {@code body} so that clients which the engine creates in it, on this thread, belong to this port. */
    public <T> T creatingClients(Supplier<T> body) {
        return NodePortRpcFactory.creatingFor(this, body);
    }

    ExtendedNettyChannelHandler introductions(boolean dials) {
        return new ExtendedNettyChannelHandler() {
            @Override
            public List<ChannelHandler> frontChannelHandlers() {
                HeldWrites held = new HeldWrites();
                Introduction introduction = dials
                        ? new IntroductionByDialler(held, gate, rareLog)
                        : new IntroductionByListener(held, gate, rareLog);
                return List.of(introduction, held);
            }

            @Override
            public List<ChannelHandler> backChannelHandlers() {
                return List.of();
            }
        };
    }

    /** The connections, either way, on which the engine may speak. */
    int openConnections() {
        return gate.openConnections();
    }

    /** Closes the port and all connections. The address is free again when this returns. */
    @Override
    public synchronized void close() {
        if (state != State.OPEN) {
            state = State.CLOSED;
            return;
        }
        state = State.CLOSED;
        Address bound = address();
        server.shutdown();
        gate.closeAll();
        awaitFree(bound);
    }

    /** Bolt closes its socket in the background and tells nobody when that is done. */
    private static void awaitFree(Address address) {
        for (int attempt = 0; attempt < CLOSE_ATTEMPTS && !isFree(address); attempt++) {
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static boolean isFree(Address address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address.host(), address.port()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
