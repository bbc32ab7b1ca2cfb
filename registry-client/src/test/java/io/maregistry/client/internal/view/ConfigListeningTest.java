package io.maregistry.client.internal.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.client.spi.ConfigListener;
import io.maregistry.client.spi.ConfigValue;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ConfigName;
import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.proto.v1.WatchConfig;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchRefused;
import io.maregistry.wire.ConfigMessages;
import io.maregistry.wire.ErrorDetails;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is listened to, over streams that the test plays. */
class ConfigListeningTest {

    private static final ConfigName APP = ConfigName.of("app.yaml");
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ManualAlarms clock = new ManualAlarms();
    private final Played source = new Played();
    private final List<String> heard = new ArrayList<>();
    private final ConfigListening listening = new ConfigListening(
            source, new Time(clock::nanoTime, clock, new Random(1)), ViewOptions.DEFAULT, Runnable::run);

    /** Keeps what was asked of the newest stream. */
    private static final class Played implements WatchSource, WatchSource.Stream {
        private final List<WatchAdd> added = new ArrayList<>();
        private Listener listener = new Listener() {
            @Override
            public void onEvent(WatchEvent event) {}

            @Override
            public void onEnd(@Nullable Throwable cause) {}
        };

        @Override
        public Stream open(Listener whom) {
            listener = whom;
            return this;
        }

        @Override
        public Duration rest() {
            return Duration.ZERO;
        }

        @Override
        public void add(WatchAdd add) {
            added.add(add);
        }

        @Override
        public void remove(long id) {}

        @Override
        public void acknowledge(long id, long revision) {}

        @Override
        public void close() {}

        @Override
        public void leave(Duration retryAfter) {}

        WatchAdd last() {
            return added.get(added.size() - 1);
        }

        void tell(WatchEvent.Builder event) {
            listener.onEvent(event.setId(last().getId()).build());
        }
    }

    @BeforeEach
    void listen() {
        listening.listen(APP, new ConfigListener() {
            @Override
            public void onPublished(ConfigValue value) {
                heard.add(value.content());
            }

            @Override
            public void onRemoved(ConfigName name) {
                heard.add("removed");
            }
        });
    }

    private static WatchEvent.Builder says(String content, long revision, String token) {
        return WatchEvent.newBuilder()
                .setToken(token)
                .setConfig(WatchConfig.newBuilder()
                        .setKey(ConfigMessages.toMessage(APP))
                        .setRevision(revision)
                        .setContent(content));
    }

    private void refuse(RegistryException why) {
        source.tell(WatchEvent.newBuilder().setRefused(WatchRefused.newBuilder().setError(ErrorDetails.of(why))));
        clock.pass(LONG);
    }

    @Test
    void nextStreamGoesOnWhereTheLastOneEnded() {
        source.tell(says("new", 7, "a-7"));
        source.listener.onEnd(null);
        clock.pass(LONG);

        assertThat(source.added).hasSize(2);
        assertThat(source.last().getSince()).isEqualTo("a-7");
        assertThat(heard).containsExactly("new");
    }

    @Test
    void nodeThatIsBehindIsLeftAndNotAskedForWhatItHas() {
        source.tell(says("new", 7, "a-7"));
        refuse(new RegistryException.Unavailable(ErrorCode.NOT_READY, "not there yet"));

        assertThat(source.last().getSince()).isEqualTo("a-7");
    }

    @Test
    void tokenThatIsRefusedForGoodIsLetGo() {
        source.tell(says("new", 7, "a-7"));
        refuse(new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, "since is no token"));

        assertThat(source.last().getSince()).isEmpty();
    }
}
