package io.maregistry.spring;

import io.maregistry.client.Registration;
import io.maregistry.client.RegistryClient;
import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.error.Causes;
import io.maregistry.error.RegistryException;
import io.maregistry.model.InstanceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;

/**
 * Spring Cloud's way to register and unregister by hand. What is registered is renewed until it is unregistered, or until
 * the application ends. The methods wait for the registry. Any thread.
 */
public final class MaRegistryServiceRegistry implements ServiceRegistry<MaRegistryRegistration> {

    /** Listed, and called by others. */
    public static final String UP = "UP";

    /** Taken off the list by {@link #setStatus}, until it is set {@link #UP} again. */
    public static final String OUT_OF_SERVICE = "OUT_OF_SERVICE";

    /** Not listed: never registered, unregistered, or refused by the registry for good. */
    public static final String DOWN = "DOWN";

    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(MaRegistryServiceRegistry.class);

    private final RegistryClient client;
    private final Map<Key, Entry> entries = new ConcurrentHashMap<>();

    MaRegistryServiceRegistry(RegistryClient client) {
        this.client = client;
    }

    private record Key(String service, InstanceId id) {

        private static Optional<Key> of(MaRegistryRegistration registration) {
            return registration.idNow().map(id -> new Key(registration.getServiceId(), id));
        }
    }

    /** What is known of an instance; {@code kept} is null where it is out of service or has never been taken. */
    private record Entry(
            @Nullable Registration kept, boolean isOutOfService, AtomicReference<@Nullable RegistryException> refusal) {

        private static Entry outOfService() {
            return new Entry(null, true, new AtomicReference<>());
        }

        private static Entry refused(RegistryException why) {
            return new Entry(null, false, new AtomicReference<>(why));
        }

        /** By another registration of the same key, whose answer came before this one's. */
        private boolean isReplaced() {
            return kept != null && !kept.isKept();
        }

        private boolean wasNeverTaken() {
            return kept == null && !isOutOfService;
        }
    }

    /**
     * Registers, or registers anew with the content that it has now. A registration is the same as another one of the same
     * service and instance id.
     *
     * @throws RegistryException where that fails
     */
    @Override
    public void register(MaRegistryRegistration registration) {
        entries.merge(key(registration), ask(registration), (before, asked) -> asked.isReplaced() ? before : asked);
    }

    /** Registers but where it was set out of service, also meanwhile; says whether it is listed. */
    boolean registerUnlessOutOfService(MaRegistryRegistration registration) {
        if (status(registration).equals(OUT_OF_SERVICE)) {
            return false;
        }
        Entry mine = ask(registration);
        Entry now = entries.merge(key(registration), mine, (before, asked) -> before.isOutOfService ? before : asked);
        if (now != null && now.isOutOfService) {
            close(mine);
            return false;
        }
        return true;
    }

    private static Key key(MaRegistryRegistration registration) {
        return new Key(registration.getServiceId(), registration.id());
    }

    private Entry ask(MaRegistryRegistration registration) {
        AtomicReference<@Nullable RegistryException> refusal = new AtomicReference<>();
        Registration kept = client.register(
                registration.getServiceId(),
                registration.getInstanceId(),
                registration.content(),
                listener(registration, refusal));
        return new Entry(kept, false, refusal);
    }

    /** Keeps in mind why the registry did not take it, until it does; forgets that where nobody answered. */
    void notTaken(MaRegistryRegistration registration, RegistryException why) {
        entries.compute(key(registration), (key, before) -> {
            if (before != null && !before.wasNeverTaken()) {
                return before;
            }
            return why.isTransient() ? null : Entry.refused(why);
        });
    }

    private static RegistrationListener listener(
            MaRegistryRegistration registration, AtomicReference<@Nullable RegistryException> refusal) {
        return new RegistrationListener() {
            @Override
            public void registeredAgain() {
                LOG.info("service={} was registered again", registration.getServiceId());
            }

            @Override
            public void lost(RegistryException why) {
                refusal.set(why);
                LOG.error("service={} is refused by the registry: {}", registration.getServiceId(), why.getMessage());
            }
        };
    }

    /**
     * Unregisters, and waits for it, 5 s at most: long enough for another node to lead. Nothing where it is not registered.
     * What fails is logged.
     */
    @Override
    public void deregister(MaRegistryRegistration registration) {
        close(Key.of(registration).map(entries::remove).orElse(null));
    }

    /** The same behind a drain of at most that long; says whether everybody who watches has confirmed that. */
    boolean deregister(MaRegistryRegistration registration, Duration drain) {
        Entry entry = Key.of(registration).map(entries::remove).orElse(null);
        return entry != null && entry.kept != null && closeAll(List.of(entry.kept), drain);
    }

    /**
     * Drains all, for at most that long, and unregisters them then; whether everybody who watches has confirmed. A registry that
     * was not reached meanwhile is not given much more time.
     */
    private static boolean closeAll(List<Registration> leaving, Duration drain) {
        long begun = System.nanoTime();
        List<CompletableFuture<Drained>> drained =
                leaving.stream().map(kept -> draining(kept, drain)).toList();
        Set<Drained> all = EnumSet.noneOf(Drained.class);
        drained.forEach(one -> all.add(one.join()));
        Duration taken = all.contains(Drained.FAILED) ? Duration.ofNanos(System.nanoTime() - begun) : Duration.ZERO;
        Duration left = LONGEST.minus(taken);
        unregisterAll(leaving, left.compareTo(SHORTEST) > 0 ? left : SHORTEST);
        return all.equals(EnumSet.of(Drained.CONFIRMED));
    }

    /** What came of a drain. */
    private enum Drained {
        CONFIRMED,
        UNCONFIRMED,
        FAILED
    }

    /** Ends by itself, without a failure. */
    private static CompletableFuture<Drained> draining(Registration kept, Duration wait) {
        if (wait.isZero()) {
            return CompletableFuture.completedFuture(Drained.UNCONFIRMED);
        }
        return kept.drainAsync(wait, wait.plus(SHORTEST))
                .thenApply(isConfirmed -> isConfirmed ? Drained.CONFIRMED : Drained.UNCONFIRMED)
                .toCompletableFuture()
                .orTimeout(wait.plus(SHORTEST.multipliedBy(2)).toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(unable -> {
                    String why = Causes.of(unable).getMessage();
                    LOG.info("service={} instance={} not drained: {}", kept.service(), kept.id(), why);
                    return Drained.FAILED;
                });
    }

    private void close(@Nullable Entry entry) {
        if (entry != null && entry.kept != null) {
            unregisterAll(List.of(entry.kept), LONGEST);
        }
    }

    /** All at once, so that many take no longer than one. */
    private static void unregisterAll(List<Registration> leaving, Duration limit) {
        CompletableFuture<?>[] left =
                leaving.stream().map(kept -> closing(kept, limit)).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(left).join();
    }

    /** Ends by itself, without a failure. */
    private static CompletableFuture<Boolean> closing(Registration kept, Duration limit) {
        return kept.closeAsync(limit)
                .toCompletableFuture()
                .orTimeout(limit.plus(SHORTEST).toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(unable -> {
                    String why = Causes.of(unable).getMessage();
                    LOG.warn("service={} instance={} not unregistered: {}", kept.service(), kept.id(), why);
                    return false;
                });
    }

    /** Unregisters all. */
    @Override
    public void close() {
        var unused = leave(Duration.ZERO);
    }

    /**
     * Drains all for at most that long, unregisters them, and says whether anybody may still believe that one of them is listed:
     * there was one, and not everybody who watches has confirmed its drain.
     */
    boolean leave(Duration drain) {
        List<Registration> listed = new ArrayList<>();
        for (Key key : List.copyOf(entries.keySet())) {
            Entry entry = entries.remove(key);
            if (entry != null && entry.kept != null && entry.kept.isKept()) {
                LOG.info("service={} instance={} leaves", key.service, key.id);
                listed.add(entry.kept);
            }
        }
        return !listed.isEmpty() && !closeAll(listed, drain);
    }

    /** {@link #OUT_OF_SERVICE} takes it off the list and keeps it in mind; {@link #UP} puts it there. */
    @Override
    public void setStatus(MaRegistryRegistration registration, String status) {
        switch (status) {
            case UP -> register(registration);
            case OUT_OF_SERVICE -> close(entries.put(key(registration), Entry.outOfService()));
            default ->
                throw new IllegalArgumentException(
                        "status must be " + UP + " or " + OUT_OF_SERVICE + ", was " + status);
        }
    }

    /** {@link #UP}, {@link #OUT_OF_SERVICE} or {@link #DOWN}. */
    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the interface lets the caller choose the type
    public <T> T getStatus(MaRegistryRegistration registration) {
        return (T) status(registration);
    }

    String status(MaRegistryRegistration registration) {
        Entry entry = entry(registration);
        if (entry == null) {
            return DOWN;
        }
        if (entry.isOutOfService) {
            return OUT_OF_SERVICE;
        }
        return entry.kept != null && entry.kept.isKept() ? UP : DOWN;
    }

    /** Why the registry does not take the registration, or does not keep it any more, where it said so. */
    Optional<RegistryException> refusal(MaRegistryRegistration registration) {
        return Optional.ofNullable(entry(registration)).map(entry -> entry.refusal.get());
    }

    private @Nullable Entry entry(MaRegistryRegistration registration) {
        return Key.of(registration).map(entries::get).orElse(null);
    }
}
