package io.maregistry.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PollsTest {

    private static final ServiceName SERVICE = ServiceName.of("a.A");
    private static final ServiceName OTHER = ServiceName.of("b.B");

    private long nowNanos = Long.MAX_VALUE - 5; // so that it runs over
    private final Polls polls = new Polls(2, () -> nowNanos);

    private List<String> of(ServiceName service) {
        List<String> all = new ArrayList<>();
        polls.forEach(service, 1, (address, revision) -> all.add(address + "@" + revision));
        return all;
    }

    private void asks(String address, ServiceName service, long revision) {
        polls.asks(address, service, new ResumeToken(1, revision));
    }

    @Test
    void pollIsRememberedForAMinuteBehindItsAnswer() {
        asks("h:1", SERVICE, 4);
        nowNanos += TimeUnit.SECONDS.toNanos(100);
        assertThat(of(SERVICE)).containsExactly("h:1@4");

        polls.answered("h:1", SERVICE);
        nowNanos += TimeUnit.SECONDS.toNanos(60) - 1;
        assertThat(of(SERVICE)).containsExactly("h:1@4");
        nowNanos++;
        assertThat(of(SERVICE)).isEmpty();
    }

    @Test
    void laterPollTakesThePlaceOfTheOneBefore() {
        asks("h:1", SERVICE, 4);
        polls.answered("h:1", SERVICE);
        asks("h:1", SERVICE, 9);
        nowNanos += TimeUnit.SECONDS.toNanos(100);

        assertThat(of(SERVICE)).containsExactly("h:1@9");
    }

    @Test
    void pointOfAnotherLineageIsNoneOfThisOne() {
        polls.asks("h:1", SERVICE, new ResumeToken(2, 7));

        assertThat(of(SERVICE)).containsExactly("h:1@0");
    }

    @Test
    void moreThanFitAreNotCountedUntilThereIsRoom() {
        asks("h:1", SERVICE, 1);
        asks("h:1", OTHER, 1);
        asks("h:2", SERVICE, 1);
        assertThat(of(SERVICE)).containsExactly("h:1@1");

        polls.gone("h:1");
        assertThat(of(OTHER)).isEmpty();
        asks("h:2", SERVICE, 1);
        assertThat(of(SERVICE)).containsExactly("h:2@1");
    }

    @Test
    void restedOnesMakeRoomThoughNobodyAsksAboutTheirServices() {
        asks("h:1", SERVICE, 1);
        polls.answered("h:1", SERVICE);
        asks("h:2", SERVICE, 1);
        polls.answered("h:2", SERVICE);
        nowNanos += TimeUnit.SECONDS.toNanos(61);

        asks("h:3", OTHER, 1);

        assertThat(of(OTHER)).containsExactly("h:3@1");
    }
}
