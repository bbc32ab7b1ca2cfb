package io.maregistry.spring;

import io.maregistry.client.RegistryClient;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.error.Causes;
import io.maregistry.error.RegistryException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How this application stands with the registry, in words that both lines of Boot's health are made from. A registry that
 * is away is {@code UNKNOWN} and not {@code DOWN}: the application goes on with what it knows, and whoever ends it for
 * that makes the failure larger. Waits for the registry, a second at most. Any thread.
 */
final class RegistryHealth {

    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final String NO_SERVICE = "maregistry-health"; // an empty list: whether one answers, and no more

    private final RegistryClient client;
    private final @Nullable MaRegistryServiceRegistry registry;
    private final @Nullable MaRegistryRegistration registration;

    RegistryHealth(
            RegistryClient client,
            @Nullable MaRegistryServiceRegistry registry,
            @Nullable MaRegistryRegistration registration) {
        this.client = client;
        this.registry = registry;
        this.registration = registration;
    }

    /** {@code UP}, {@code UNKNOWN}, {@code OUT_OF_SERVICE} or {@code DOWN}, and the reasons. */
    record Report(String status, Map<String, Object> details) {}

    Report report() {
        Map<String, Object> details = new LinkedHashMap<>();
        String status = own(details);
        try {
            ServiceList list =
                    client.getAsync(NO_SERVICE).toCompletableFuture().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
            details.put("registry", list.isStale() ? "answers, stale" : "answers");
            return new Report(status, details);
        } catch (ExecutionException failed) {
            details.put("registry", String.valueOf(Causes.of(failed).getMessage()));
        } catch (TimeoutException late) {
            details.put("registry", "no answer within " + LONGEST.toMillis() + " ms");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            details.put("registry", "interrupted");
        }
        return new Report(status.equals(MaRegistryServiceRegistry.UP) ? "UNKNOWN" : status, details);
    }

    private String own(Map<String, Object> details) {
        if (registry == null || registration == null || registration.idNow().isEmpty()) {
            return MaRegistryServiceRegistry.UP; // nothing to register
        }
        details.put("service", registration.getServiceId());
        String status = registry.status(registration);
        details.put("registered", status.equals(MaRegistryServiceRegistry.UP));
        Optional<RegistryException> refusal = registry.refusal(registration);
        refusal.ifPresent(why -> details.put("refusal", String.valueOf(why.getMessage())));
        boolean isAbsent = status.equals(MaRegistryServiceRegistry.DOWN) && refusal.isEmpty();
        return isAbsent ? "UNKNOWN" : status; // absent: not registered yet, or not any more
    }
}
