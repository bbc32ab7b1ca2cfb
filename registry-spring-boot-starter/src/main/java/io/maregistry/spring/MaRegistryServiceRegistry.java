package io.maregistry.spring;

import io.maregistry.client.Registration;
import io.maregistry.client.RegistryClient;
import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ServiceName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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

    private static final Logger LOG = LoggerFactory.getLogger(MaRegistryServiceRegistry.class);

    private final RegistryClient client;
    private final Map<MaRegistryRegistration, Entry> entries = new ConcurrentHashMap<>();

    MaRegistryServiceRegistry(RegistryClient client) {
        this.client = client;
    }

    /** A registration that is listed, or, where {@code kept} is null, out of service. */
    private record Entry(@Nullable Registration kept, AtomicReference<@Nullable RegistryException> refusal) {

        private static Entry outOfService() {
            return new Entry(null, new AtomicReference<>());
        }
    }

    /**
     * Registers, or registers anew with the content that it has now.
     *
     * @throws RegistryException where that fails
     */
    @Override
    public void register(MaRegistryRegistration registration) {
        AtomicReference<@Nullable RegistryException> refusal = new AtomicReference<>();
        Registration kept = client.register(
                registration.getServiceId(),
                registration.getInstanceId(),
                registration.content(),
                listener(registration, refusal));
        entries.put(registration, new Entry(kept, refusal));
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
     * Unregisters, and waits for it: 2 s, and once more as long as a call may take where nobody could do it in that time, as
     * while a leader is elected. Nothing where it is not registered. What fails is logged.
     */
    @Override
    public void deregister(MaRegistryRegistration registration) {
        close(entries.remove(registration));
    }

    private void close(@Nullable Entry entry) {
        if (entry == null || entry.kept == null) {
            return;
        }
        Registration kept = entry.kept;
        boolean isDone = kept.closeAsync() // ends by itself within 2 s
                .handle((wasListed, unable) -> unable == null)
                .toCompletableFuture()
                .join();
        if (!isDone) {
            closeAgain(kept);
        }
    }

    private void closeAgain(Registration kept) {
        ServiceName service = kept.service();
        try {
            client.unregister(
                    service.namespace() + '/' + service.group() + '/' + service.name(),
                    kept.id().url());
        } catch (RegistryException unable) {
            LOG.warn("service={} instance={} not unregistered: {}", service, kept.id(), unable.getMessage());
        }
    }

    /** Unregisters all. */
    @Override
    public void close() {
        List.copyOf(entries.keySet()).forEach(this::deregister);
    }

    /** {@link #OUT_OF_SERVICE} takes it off the list and keeps it in mind; {@link #UP} puts it there. */
    @Override
    public void setStatus(MaRegistryRegistration registration, String status) {
        switch (status) {
            case UP -> register(registration);
            case OUT_OF_SERVICE -> close(entries.put(registration, Entry.outOfService()));
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
        Entry entry = entries.get(registration);
        if (entry == null) {
            return DOWN;
        }
        if (entry.kept == null) {
            return OUT_OF_SERVICE;
        }
        return entry.kept.isKept() ? UP : DOWN;
    }

    /** Why the registry does not keep the registration any more, where it said so. */
    Optional<RegistryException> refusal(MaRegistryRegistration registration) {
        return Optional.ofNullable(entries.get(registration)).map(entry -> entry.refusal.get());
    }
}
