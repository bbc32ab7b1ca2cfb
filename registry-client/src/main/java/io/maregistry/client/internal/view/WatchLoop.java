package io.maregistry.client.internal.view;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.client.internal.view.Lineages.Origin;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.ErrorDetail;
import io.maregistry.proto.v1.Service;
import io.maregistry.proto.v1.WatchChange;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchHello;
import io.maregistry.proto.v1.WatchState;
import io.maregistry.wire.ErrorDetails;
import io.maregistry.wire.KeyMessages;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one stream open as long as a service is watched, and makes lists of what it tells. A stream that ends, or that is
 * silent for too long, is followed by another one after a jittered wait, which goes on from the tokens of the last.
 */
final class WatchLoop {

    private static final Logger log = LoggerFactory.getLogger(WatchLoop.class);

    private static final Origin NOT_GREETED = new Origin("", 0, false);
    private static final int MAX_HELD = 10_000;
    private static final int CHECKS_PER_AGE = 4;

    private final WatchSource source;
    private final Time time;
    private final ViewOptions options;
    private final Supplier<Collection<KnownService>> services;
    private final Lineages lineages;

    @GuardedBy("this")
    private final AddPlan plan;

    @GuardedBy("this")
    private final Silence silence;

    @GuardedBy("this")
    private final Acks acks;

    @GuardedBy("this")
    private final Meanwhile meanwhile;

    @GuardedBy("this")
    private @Nullable Session current; // null while no stream is open

    @GuardedBy("this")
    private Alarms.@Nullable Alarm reopening;

    @GuardedBy("this")
    private Alarms.@Nullable Alarm checking;

    @GuardedBy("this")
    private Origin origin = NOT_GREETED; // of what the stream tells

    @GuardedBy("this")
    private long openedNanos;

    @GuardedBy("this")
    private boolean isClosed;

    WatchLoop(
            WatchSource source,
            Time time,
            ViewOptions options,
            Supplier<Collection<KnownService>> services,
            Polling polling,
            Lineages lineages) {
        this.source = source;
        this.time = time;
        this.options = options;
        this.services = services;
        this.lineages = lineages;
        this.plan = new AddPlan(time.nanoTime());
        this.silence = new Silence(time, options.staleAfter(), this::silenceRings);
        this.acks = new Acks(time.alarms(), this::acksAreDue);
        this.meanwhile = new Meanwhile(time, options, services, polling);
    }

    /** Watches that service, where it is not watched yet; the first one opens the stream. */
    synchronized void ask(KnownService service) {
        if (isClosed) {
            return;
        }
        plan.ask(service);
        if (checking == null) {
            setCheck();
        }
        if (current != null) {
            silence.setAlarm(plan.oldestAskNanos());
        } else if (reopening == null) {
            open();
        }
    }

    synchronized void forget(KnownService service) {
        plan.forget(service);
    }

    synchronized void close() {
        isClosed = true;
        cancel(reopening);
        cancel(checking);
        Session open = current;
        current = null;
        plan.closed();
        silence.closed();
        acks.closed();
        if (open != null) {
            open.close();
        }
    }

    private static void cancel(Alarms.@Nullable Alarm alarm) {
        if (alarm != null) {
            alarm.cancel();
        }
    }

    private synchronized void open() {
        reopening = null;
        if (!isClosed) {
            openedNanos = time.now();
            origin = NOT_GREETED;
            askForAllWithLists();
            Session session = new Session();
            current = session;
            silence.opened();
            session.stream = source.open(session);
            if (current == session) { // else it has failed at once
                plan.opened(session.stream);
            }
        }
    }

    /** Those that a node once refused, too. */
    @GuardedBy("this")
    private void askForAllWithLists() {
        for (KnownService service : services.get()) {
            if (service.list() != null) {
                plan.ask(service);
            }
        }
    }

    /** One stream. What it tells after another has taken its place is passed over. */
    private final class Session implements WatchSource.Listener {

        private WatchSource.@Nullable Stream stream; // set once, as soon as it is open

        @Override
        public void onEvent(WatchEvent event) {
            synchronized (WatchLoop.this) {
                if (current == this) {
                    toldSafely(event);
                }
            }
        }

        @Override
        public void onEnd(@Nullable Throwable cause) {
            synchronized (WatchLoop.this) {
                if (current == this) {
                    ended(cause);
                }
            }
        }

        void close() {
            if (stream != null) {
                stream.close();
            }
        }
    }

    @GuardedBy("this")
    private void toldSafely(WatchEvent event) {
        try {
            told(event);
        } catch (RuntimeException unreadable) { // the edge of the caller's thread: another node may say it better
            log.error("a watch told what cannot be read: event {}", event.getEventCase(), unreadable);
            leave(unreadable, Duration.ZERO);
        }
    }

    @GuardedBy("this")
    private void told(WatchEvent event) {
        silence.heard();
        switch (event.getEventCase()) {
            case HELLO -> greeted(event.getHello());
            case BYE -> {
                log.info("a watch ends: reason {}", event.getBye().getReason());
                leave(null, Duration.ZERO);
            }
            case REFUSED -> refused(plan.find(event.getId()), event.getRefused().getError());
            case STATE, CHANGE, PROGRESS, RESET -> told(plan.find(event.getId()), event);
            case CONFIG, EVENT_NOT_SET -> log.debug("an event of something else is passed over");
        }
    }

    @GuardedBy("this")
    private void greeted(WatchHello hello) {
        silence.greeted(hello.getProgressMs());
        silence.setAlarm(plan.oldestAskNanos());
        goOn(ServiceReader.origin(hello.getHeader(), openedNanos));
    }

    /** What is told from now on is of that origin, or the stream is left: its node has not heard of a newer line yet. */
    @GuardedBy("this")
    private boolean goOn(Origin next) {
        origin = next;
        boolean isTakenIn = lineages.takesIn(next);
        if (!isTakenIn) {
            log.info("a watch tells of a line of revisions that was left: lineage {}", next.lineage());
            leave(null, Duration.ZERO);
        }
        return isTakenIn;
    }

    private synchronized void silenceRings() {
        silence.rang();
        if (current == null) {
            return;
        }
        if (silence.isTooLong(plan.oldestAskNanos())) {
            log.info("a watch is silent and is left");
            leave(null, Duration.ZERO);
        } else {
            silence.setAlarm(plan.oldestAskNanos());
        }
    }

    @GuardedBy("this")
    private void told(@Nullable Add add, WatchEvent event) {
        if (add == null) {
            return; // it was on its way when the add ended
        }
        boolean isReset = event.hasReset(); // by which the node says of itself that it has moved
        if (!goOn(isReset ? new Origin(event.getReset().getLineage(), time.now(), true) : origin)) {
            return;
        }
        boolean isOld = event.hasProgress() && !event.getProgress().getComplete(); // the node is cut off
        if (!isOld) {
            add.heard(time.now());
        }
        if (event.hasState()) {
            state(add, event.getState());
        } else if (event.hasChange()) {
            add.hold(event.getChange());
        } else if (isReset) {
            add.reset();
        }
        if (!event.getToken().isEmpty()) {
            ResumeToken token = ResumeToken.parse(event.getToken(), 0);
            if (whole(add, token, isOld) && !event.hasProgress()) {
                acks.takenIn(add.id(), token.revision());
            }
        } else if (add.held() > MAX_HELD) {
            plan.askAnew(add);
        }
    }

    @GuardedBy("this")
    private void state(Add add, WatchState told) {
        Service list = add.whole(told);
        KnownService service = list == null ? null : add.service(KeyMessages.read(list.getKey()));
        if (list != null && service != null) {
            service.state(origin, list, add.isFirstSinceReset(service.name()));
        }
    }

    /** All of the add has been told up to that token; whether it could be taken in. */
    @GuardedBy("this")
    private boolean whole(Add add, ResumeToken token, boolean isOld) {
        for (Map.Entry<ServiceName, List<WatchChange>> changes : add.release().entrySet()) {
            KnownService service = add.service(changes.getKey());
            if (service != null && !service.changes(changes.getValue())) {
                log.debug("a change does not follow, the list is asked for anew: service {}", service);
                plan.askAnew(add);
                return false;
            }
        }
        boolean isFirst = add.token() == null;
        add.token(token);
        silence.ends();
        meanwhile.isOver();
        if (!isOld) {
            add.confirm(time.now(), options.staleAfter().toNanos() / (2 * CHECKS_PER_AGE));
        }
        if (isFirst) {
            plan.arrived();
        }
        return true;
    }

    private synchronized void acksAreDue() {
        if (current != null && current.stream != null) {
            acks.send(current.stream);
        }
    }

    @GuardedBy("this")
    private void refused(@Nullable Add add, ErrorDetail detail) {
        if (add == null) {
            return;
        }
        RegistryException why = ErrorDetails.exception(detail);
        if (why == null || why.isTransient()) {
            leave(why, Duration.ofMillis(detail.getRetryAfterMs()));
        } else if (add.token() != null) {
            plan.askAnew(add); // the token may be at fault
        } else if (add.services().size() > 1) {
            plan.split(add);
        } else {
            plan.refused(add);
            log.warn("a service cannot be watched: service {}: {}", add.services(), why.getMessage());
            add.services().forEach(service -> service.fail(why));
        }
    }

    /** Gives the stream up: its node does not serve it. */
    @GuardedBy("this")
    private void leave(@Nullable Throwable cause, Duration retryAfter) {
        Session left = current;
        current = null;
        if (left != null && left.stream != null) {
            left.stream.leave(retryAfter);
        }
        ended(cause);
    }

    @GuardedBy("this")
    private void ended(@Nullable Throwable cause) {
        current = null;
        plan.closed();
        silence.closed();
        acks.closed();
        Duration wait = meanwhile.ended(openedNanos, source.rest(), cause);
        reopening = time.alarms().set(wait, this::open);
    }

    @GuardedBy("this")
    private void setCheck() {
        checking = time.alarms().set(options.staleAfter().dividedBy(CHECKS_PER_AGE), this::check);
    }

    private synchronized void check() {
        if (!isClosed) {
            try {
                checkAges();
            } finally { // a fault in one check must not end them all
                setCheck();
            }
        }
    }

    /** Labels what is old, and leaves a node that has been silent for too long: the connection may be dead. */
    @GuardedBy("this")
    private void checkAges() {
        long now = time.now();
        long staleAfter = options.staleAfter().toNanos();
        services.get().forEach(service -> service.checkAge(now, staleAfter));
        boolean isSilent = plan.adds().stream().anyMatch(add -> now - add.heardNanos() >= staleAfter);
        if (current != null && isSilent) {
            log.warn("a watch is silent and is left: after {}", options.staleAfter());
            leave(null, Duration.ZERO);
        }
    }
}
