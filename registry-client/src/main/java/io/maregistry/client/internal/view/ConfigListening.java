package io.maregistry.client.internal.view;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.client.spi.ConfigListener;
import io.maregistry.client.spi.ConfigValue;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ConfigName;
import io.maregistry.proto.v1.ErrorDetail;
import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.proto.v1.WatchConfig;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.wire.ConfigMessages;
import io.maregistry.wire.ErrorDetails;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one stream open as long as somebody listens to a configuration item, and tells listeners what it says: first as it
 * is, then each change. A stream that ends, or is silent for too long, is followed by another one after a jittered wait,
 * which goes on from the tokens of the last. Any thread; listeners are called by the executor that is given.
 */
public final class ConfigListening implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ConfigListening.class);

    private final WatchSource source;
    private final Time time;
    private final ViewOptions options;
    private final Executor listeners;

    @GuardedBy("this")
    private final Map<ConfigName, Heard> byName = new HashMap<>();

    @GuardedBy("this")
    private final Map<Long, Heard> byAdd = new HashMap<>(); // of the stream that is open

    @GuardedBy("this")
    private long adds;

    @GuardedBy("this")
    private @Nullable Session current; // null while no stream is open

    @GuardedBy("this")
    private Alarms.@Nullable Alarm alarm; // that reopens the stream, or looks whether it is silent

    @GuardedBy("this")
    private long heardNanos;

    @GuardedBy("this")
    private int failures; // streams in a row that told nothing of an item

    @GuardedBy("this")
    private boolean isClosed;

    public ConfigListening(WatchSource source, Time time, ViewOptions options, Executor listeners) {
        this.source = source;
        this.time = time;
        this.options = options;
        this.listeners = listeners;
    }

    /** An item that somebody listens to, and what is known of it. */
    private static final class Heard {
        private final ConfigName name;
        private final List<ConfigListener> listeners = new ArrayList<>();
        private @Nullable ConfigValue value; // null: it is not there, or not known yet
        private String token = ""; // up to where it was told
        private long add;

        Heard(ConfigName name) {
            this.name = name;
        }
    }

    /** Tells {@code listener} what the item says, as soon as that is known, and each change from then on. */
    public synchronized void listen(ConfigName name, ConfigListener listener) {
        if (isClosed) {
            return;
        }
        Heard heard = byName.get(name);
        if (heard == null) {
            heard = new Heard(name);
            byName.put(name, heard);
            begin(heard);
        } else if (heard.value != null) {
            tell(List.of(listener), name, heard.value);
        }
        heard.listeners.add(listener);
    }

    /** Tells {@code listener} no more; a call that has begun may still be under way. */
    public synchronized void unlisten(ConfigName name, ConfigListener listener) {
        Heard heard = byName.get(name);
        if (heard == null || !heard.listeners.remove(listener) || !heard.listeners.isEmpty()) {
            return;
        }
        byName.remove(name);
        byAdd.remove(heard.add);
        Session open = current;
        if (open != null && open.stream != null) {
            open.stream.remove(heard.add);
        }
        if (byName.isEmpty()) {
            leaveQuietly();
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        byName.clear();
        leaveQuietly();
    }

    @GuardedBy("this")
    private void leaveQuietly() {
        Session open = current;
        current = null;
        byAdd.clear();
        cancelAlarm();
        if (open != null && open.stream != null) {
            open.stream.close();
        }
    }

    @GuardedBy("this")
    private void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }

    @GuardedBy("this")
    private void begin(Heard heard) {
        if (current != null) {
            add(current, heard);
        } else if (alarm == null) {
            open();
        }
    }

    private synchronized void open() {
        alarm = null;
        if (isClosed || byName.isEmpty() || current != null) {
            return;
        }
        Session session = new Session();
        current = session;
        heardNanos = time.now();
        session.stream = source.open(session);
        if (current == session) { // else it has failed at once
            for (Heard heard : byName.values()) {
                add(session, heard);
            }
            setCheck();
        }
    }

    @GuardedBy("this")
    private void add(Session session, Heard heard) {
        heard.add = ++adds;
        byAdd.put(heard.add, heard);
        if (session.stream != null) {
            session.stream.add(WatchAdd.newBuilder()
                    .setId(heard.add)
                    .addConfigs(ConfigMessages.toMessage(heard.name))
                    .setSince(heard.token)
                    .build());
        }
    }

    @GuardedBy("this")
    private void setCheck() {
        alarm = time.alarms().set(options.staleAfter().dividedBy(2), this::check);
    }

    private synchronized void check() {
        alarm = null;
        if (current == null) {
            return;
        }
        if (time.now() - heardNanos >= options.staleAfter().toNanos()) {
            log.info("a watch of configuration items is silent and is left");
            leave(Duration.ZERO);
        } else {
            setCheck();
        }
    }

    /** One stream. What it tells after another has taken its place is passed over. */
    private final class Session implements WatchSource.Listener {

        private WatchSource.@Nullable Stream stream; // set once, as soon as it is open

        @Override
        public void onEvent(WatchEvent event) {
            synchronized (ConfigListening.this) {
                if (current == this) {
                    told(event);
                }
            }
        }

        @Override
        public void onEnd(@Nullable Throwable cause) {
            synchronized (ConfigListening.this) {
                if (current == this) {
                    log.debug("a watch of configuration items ended", cause);
                    ended();
                }
            }
        }
    }

    @GuardedBy("this")
    private void told(WatchEvent event) {
        heardNanos = time.now();
        if (event.hasBye()) {
            leave(Duration.ZERO);
            return;
        }
        Heard heard = byAdd.get(event.getId());
        if (heard == null) {
            return;
        }
        if (event.hasRefused()) {
            refused(heard, event.getRefused().getError());
            return;
        }
        if (event.hasConfig()) {
            failures = 0;
            take(heard, event.getConfig());
        }
        if (!event.getToken().isEmpty()) {
            heard.token = event.getToken();
        }
    }

    /** A node that is behind refuses what it cannot lead on from: another one is asked from there, not from the beginning. */
    @GuardedBy("this")
    private void refused(Heard heard, ErrorDetail detail) {
        RegistryException why = ErrorDetails.exception(detail);
        if (why != null && !why.isTransient()) {
            log.warn("a configuration item cannot be watched: config {}: {}", heard.name, why.getMessage());
            heard.token = ""; // which may be at fault
        }
        leave(Duration.ofMillis(detail.getRetryAfterMs()));
    }

    @GuardedBy("this")
    private void take(Heard heard, WatchConfig told) {
        ConfigValue before = heard.value;
        ConfigValue now = told.hasContent()
                ? new ConfigValue(heard.name, told.getContent(), told.getContentType(), told.getRevision())
                : null;
        heard.value = now;
        boolean isSame = before == null ? now == null : now != null && before.saysTheSameAs(now);
        if (!isSame) {
            tell(List.copyOf(heard.listeners), heard.name, now);
        }
    }

    private void tell(List<ConfigListener> whom, ConfigName name, @Nullable ConfigValue value) {
        listeners.execute(() -> whom.forEach(listener -> tell(listener, name, value)));
    }

    private static void tell(ConfigListener listener, ConfigName name, @Nullable ConfigValue value) {
        try {
            if (value == null) {
                listener.onRemoved(name);
            } else {
                listener.onPublished(value);
            }
        } catch (RuntimeException failure) { // of the user's; the others must hear of it all the same
            log.error("a listener failed: config {}", name, failure);
        }
    }

    /** Gives the stream up: its node does not serve it. */
    @GuardedBy("this")
    private void leave(Duration retryAfter) {
        Session left = Objects.requireNonNull(current);
        current = null;
        if (left.stream != null) {
            left.stream.leave(retryAfter);
        }
        ended();
    }

    @GuardedBy("this")
    private void ended() {
        current = null;
        byAdd.clear();
        cancelAlarm();
        failures++;
        Duration jitter = options.backoff().delay(failures, time.random());
        Duration rest = source.rest();
        alarm = time.alarms().set(rest.compareTo(jitter) > 0 ? rest : jitter, this::open);
    }
}
