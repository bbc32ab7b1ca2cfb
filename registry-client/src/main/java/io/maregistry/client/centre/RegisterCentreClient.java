package io.maregistry.client.centre;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.client.http.HttpInvokeException;
import io.maregistry.client.http.HttpInvoker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one program registered at a RegisterCentre: registers it, sends its heartbeats, registers again where a heartbeat is
 * answered so, where {@link #reconnect} is called and where the program is another build ({@link #update}). Whatever a node
 * does not answer is asked of the next one, and else again with the next heartbeat.
 *
 * <p>{@link #start} returns at once; a program that ends without a word is listed as Offline after its ttl, and removed later.
 * Any thread; nothing but {@link #close} blocks.
 */
public final class RegisterCentreClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RegisterCentreClient.class);
    private static final String REGISTER = "/centre-server/register";
    private static final String HEARTBEAT = "/centre-server/heartbeat";
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final CentreNodes nodes;
    private final long everyNanos;
    private final @Nullable InetSocketAddress reconnectAddress;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private ServiceRegisterInfo info;

    @GuardedBy("lock")
    private boolean mustRegister = true;

    @GuardedBy("lock")
    private boolean isClosed;

    @GuardedBy("lock")
    private @Nullable Thread thread;

    @GuardedBy("lock")
    private @Nullable ReconnectServer server;

    private volatile boolean isRegistered;
    private volatile @Nullable RuntimeException failure;

    private RegisterCentreClient(Builder builder) {
        this.nodes = new CentreNodes(builder.http, builder.nodes);
        this.everyNanos = builder.every.toNanos();
        this.reconnectAddress = builder.reconnectAddress;
        this.info = builder.info;
    }

    /** One that is registered as {@code info} says, once it is built and started. */
    public static Builder builder(ServiceRegisterInfo info) {
        return new Builder(info);
    }

    /**
     * Begins to register and to send heartbeats, and listens for the reconnect call where that was wanted.
     *
     * @throws IOException the address for the reconnect call cannot be bound
     */
    public RegisterCentreClient start() throws IOException {
        synchronized (lock) {
            if (thread == null && !isClosed) {
                if (reconnectAddress != null) {
                    server = ReconnectServer.start(reconnectAddress, this);
                }
                Thread beating = new Thread(this::beat, "register-centre");
                beating.setDaemon(true);
                beating.start();
                thread = beating;
            }
        }
        return this;
    }

    /** What the program says of itself, as it was registered last: the document's GetServiceStatus. */
    public ServiceRegisterInfo serviceStatus() {
        synchronized (lock) {
            return info;
        }
    }

    /** Registers again soon: what the call {@code /centre-client/reconnect} asks for. */
    public void reconnect() {
        synchronized (lock) {
            mustRegister = true;
            lock.notifyAll();
        }
    }

    /**
     * The program is another build, or says something else of itself; registers so soon. Where it has no FromClient, it is the
     * instance that it was: a registry that fills that in would list another one.
     */
    public void update(ServiceRegisterInfo now) {
        synchronized (lock) {
            info = now.fromClient().isEmpty() ? now.withFromClient(info.fromClient()) : now;
            mustRegister = true;
            lock.notifyAll();
        }
    }

    /** Whether the last call to a node found or made the program registered. */
    public boolean isRegistered() {
        return isRegistered;
    }

    /** What the last call failed with; empty where it did not. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Where the reconnect call is listened for; empty where it is not. */
    public Optional<InetSocketAddress> reconnectAddress() {
        synchronized (lock) {
            return server == null ? Optional.empty() : Optional.of(server.address());
        }
    }

    /** Sends no more heartbeats. Waits for a call that is under way, 5 s at most. */
    @Override
    public void close() {
        Thread beating;
        ReconnectServer listening;
        synchronized (lock) {
            isClosed = true;
            beating = thread;
            listening = server;
            lock.notifyAll();
        }
        if (listening != null) {
            listening.close(); // not under the lock: it waits for calls, and they want it
        }
        if (beating == null || beating == Thread.currentThread()) {
            return;
        }
        try {
            beating.join(CLOSING.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat() {
        while (awaitTurn()) {
            try {
                step();
                failure = null;
            } catch (RuntimeException failed) { // whatever it is, the next heartbeat tries again
                note(failed);
            }
        }
    }

    /** One heartbeat, or a registration. */
    private void step() {
        ServiceRegisterInfo now = takeRegistration();
        if (now != null) {
            register(now);
            return;
        }
        ServiceRegisterInfo known = serviceStatus();
        if (nodes.post(HEARTBEAT, CentreJson.heartbeat(known)).requiresReRegister()) {
            isRegistered = false;
            register(known);
        } else {
            isRegistered = true;
        }
    }

    private void register(ServiceRegisterInfo now) {
        try {
            String from = nodes.post(
                            REGISTER,
                            CentreJson.registration(now.withUpdateTime(Instant.now()
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .toString())))
                    .fromClient();
            synchronized (lock) {
                if (info.fromClient().isEmpty()) { // also of what it says by now
                    info = info.withFromClient(from);
                }
            }
            isRegistered = true;
        } catch (RuntimeException failed) {
            isRegistered = false;
            synchronized (lock) {
                mustRegister = true;
            }
            throw failed;
        }
    }

    /** What is to be registered now; null where a heartbeat is due. */
    private @Nullable ServiceRegisterInfo takeRegistration() {
        synchronized (lock) {
            boolean must = mustRegister;
            mustRegister = false;
            return must ? info : null;
        }
    }

    private void note(RuntimeException failed) {
        if (failure == null) { // the first of a row
            LOG.warn("registration or heartbeat failed, to be tried again: {}", failed.getMessage());
        }
        failure = failed;
        if (failed instanceof HttpInvokeException) {
            return;
        }
        LOG.debug("failure", failed);
    }

    /** Waits until it is time for the next call; false where there is to be none. */
    private boolean awaitTurn() {
        synchronized (lock) {
            boolean isFirst = failure == null && mustRegister;
            long end = System.nanoTime() + (isFirst ? 0 : everyNanos);
            long left = end - System.nanoTime();
            while (!isClosed && left > 0 && !(mustRegister && failure == null)) {
                try {
                    lock.wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
                } catch (InterruptedException interrupted) {
                    return false;
                }
                left = end - System.nanoTime();
            }
            return !isClosed;
        }
    }

    /** What a client is built of. */
    public static final class Builder {

        private static final Duration LONGEST = Duration.ofMinutes(5);

        private final ServiceRegisterInfo info;
        private List<String> nodes = List.of("http://127.0.0.1:8081");
        private Duration every = Duration.ofSeconds(5);
        private HttpInvoker http = HttpInvoker.of(2, Duration.ofSeconds(3));
        private @Nullable InetSocketAddress reconnectAddress;

        private Builder(ServiceRegisterInfo info) {
            this.info = info;
        }

        /** The urls of the registry's nodes, as {@code http://10.0.0.1:8081}; by default a lone node on this machine. */
        public Builder nodes(String... urls) {
            if (urls.length == 0) {
                throw new IllegalArgumentException("at least one node must be named");
            }
            this.nodes = List.of(urls);
            return this;
        }

        /** How often a heartbeat is sent, up to 5 min; by default every 5 s, which is a quarter of the usual ttl. */
        public Builder heartbeatEvery(Duration period) {
            if (period.isNegative() || period.isZero() || period.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("heartbeatEvery must be above 0 and at most 5m, was " + period);
            }
            this.every = period;
            return this;
        }

        /** What calls the nodes. */
        public Builder http(HttpInvoker invoker) {
            this.http = invoker;
            return this;
        }

        /**
         * Listens there for {@code POST /centre-client/reconnect}, and answers {@code GET /centre-client/status} with what
         * the program says of itself. Programs that have a web server of their own call {@link #reconnect} from it instead.
         */
        public Builder listenForReconnect(InetSocketAddress address) {
            this.reconnectAddress = address;
            return this;
        }

        public RegisterCentreClient build() {
            return new RegisterCentreClient(this);
        }
    }
}
