package io.maregistry.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.maregistry.server.config.LogConfig;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogSetupTest {

    private final LoggerContext context = new LoggerContext();

    @Test
    void librariesAreQuieterThanWeAre() {
        LogSetup.apply(LogConfig.DEFAULT, context);

        assertThat(context.getLogger("io.maregistry.X").getEffectiveLevel()).isEqualTo(Level.INFO);
        assertThat(context.getLogger("com.alipay.sofa.jraft.core.NodeImpl").getEffectiveLevel())
                .isEqualTo(Level.WARN);
        assertThat(context.getLogger("com.alipay.sofa.common.log").getEffectiveLevel())
                .isEqualTo(Level.OFF);
        assertThat(context.getLogger("com.zaxxer.hikari.pool.HikariPool").getEffectiveLevel())
                .isEqualTo(Level.ERROR);
        assertThat(context.getTurboFilterList()).hasSize(1);
    }

    @Test
    void debuggersGetEverythingEveryTime() {
        LogSetup.apply(new LogConfig(LogConfig.Level.TRACE, LogConfig.Format.JSON), context);

        assertThat(context.getLogger("com.alipay.X").getEffectiveLevel()).isEqualTo(Level.TRACE);
        assertThat(context.getTurboFilterList()).isEmpty();
    }

    @Test
    void statementOfALibrarySpeaksOnceInItsPause() {
        AtomicLong now = new AtomicLong();
        ListAppender<ILoggingEvent> events = listen(new Repetition("com.alipay", now::get));
        Logger library = context.getLogger("com.alipay.sofa.jraft.core.Replicator");

        library.error("Fail to connect to {}", "n2");
        library.error("Fail to connect to {}", "n3");
        library.error("another");
        now.addAndGet(Repetition.PAUSE_NANOS);
        library.error("Fail to connect to {}", "n2");

        assertThat(events.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("Fail to connect to n2", "another", "Fail to connect to n2");
    }

    @Test
    void ourStatementsMaySpeakAsOftenAsTheyLike() {
        ListAppender<ILoggingEvent> events = listen(new Repetition("com.alipay", () -> 0));
        Logger ours = context.getLogger("io.maregistry.X");

        ours.warn("slow");
        ours.warn("slow");

        assertThat(events.list).hasSize(2);
    }

    @Test
    void messagesWithoutNumberDoNotFillTheMemory() {
        ListAppender<ILoggingEvent> events = listen(new Repetition("com.alipay", () -> 0));
        Logger library = context.getLogger("com.alipay.X");

        for (int at = 0; at < Repetition.MOST + 10; at++) {
            library.warn("text " + at);
        }
        library.warn("text " + Repetition.MOST);
        library.warn("text 0");

        assertThat(events.list).hasSize(Repetition.MOST + 11);
    }

    private ListAppender<ILoggingEvent> listen(Repetition filter) {
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.setContext(context);
        events.start();
        context.addTurboFilter(filter);
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(events);
        return events;
    }
}
