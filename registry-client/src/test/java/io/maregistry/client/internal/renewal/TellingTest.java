package io.maregistry.client.internal.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.error.RegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class TellingTest {

    private final List<Runnable> waiting = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final Telling telling = new Telling(new Listener(), "id", waiting::add);

    private final class Listener implements RegistrationListener {
        @Override
        public void registeredAgain() {
            told.add("again");
            throw new IllegalStateException("what it throws changes nothing");
        }

        @Override
        public void lost(RegistryException refusal) {
            told.add(refusal.getMessage());
        }
    }

    @Test
    void whatHappensWhileNobodyListensWaitsOnceAndIsToldOnce() {
        telling.registeredAgain();
        telling.registeredAgain();
        telling.lost(new RegistryException.Unauthenticated("lost"));

        assertThat(waiting).hasSize(1);
        waiting.get(0).run();
        assertThat(told).containsExactly("again", "lost");
    }

    @Test
    void whatHappensLaterIsToldLater() {
        telling.registeredAgain();
        waiting.get(0).run();
        telling.registeredAgain();

        assertThat(waiting).hasSize(2);
        waiting.get(1).run();
        assertThat(told).containsExactly("again", "again");
    }

    @Test
    void clientThatIsClosedTellsNobody() {
        Telling closed = new Telling(new Listener(), "id", task -> {
            throw new RejectedExecutionException("closed");
        });

        closed.registeredAgain();

        assertThat(told).isEmpty();
    }
}
