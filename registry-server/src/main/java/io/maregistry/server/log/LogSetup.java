package io.maregistry.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.maregistry.server.config.LogConfig;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Makes Logback write to the standard output as a {@link LogConfig} says. Changes the whole process. */
public final class LogSetup {

    /** Who sets this property has a configuration of his own, which stays. */
    private static final String OWN_FILE = "logback.configurationFile";

    private LogSetup() {}

    /** Takes effect for every logger, those in use as well. */
    public static void apply(LogConfig config) {
        SLF4JBridgeHandler.removeHandlersForRootLogger(); // gRPC logs to the JDK's logger
        SLF4JBridgeHandler.install();
        if (System.getProperty(OWN_FILE) == null
                && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            apply(config, context);
        }
    }

    static void apply(LogConfig config, LoggerContext context) {
        context.reset();
        Encoder<ILoggingEvent> encoder = switch (config.format()) {
            case TEXT -> new TextEncoder();
            case JSON -> new JsonEncoder();
        };
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder);
        console.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level(config.level()));
        root.addAppender(console);
        quietLibraries(config.level(), context);
    }

    /** Libraries say at INFO what is usual and at ERROR, over and over, that a peer is down, which we say once. */
    private static void quietLibraries(LogConfig.Level level, LoggerContext context) {
        if (level.compareTo(LogConfig.Level.DEBUG) >= 0) {
            return;
        }
        context.getLogger("com.alipay").setLevel(Level.WARN);
        context.getLogger("io.netty").setLevel(Level.WARN);
        context.getLogger("io.grpc").setLevel(Level.ERROR); // warns, with a trace, of whatever a client does wrong
        context.getLogger("com.zaxxer.hikari").setLevel(Level.ERROR); // warns, with a trace, when a database goes away
        // bolt's: connections made and lost, which the engine says as well
        context.getLogger("com.alipay.sofa.common.log").setLevel(Level.OFF);
        // both warn at every start of what has to be so
        context.getLogger("com.alipay.sofa.jraft.storage.snapshot.local").setLevel(Level.ERROR);
        context.getLogger("com.alipay.sofa.jraft.rpc.impl.BoltRaftRpcFactory").setLevel(Level.ERROR);
        context.addTurboFilter(new Repetition("com.alipay", System::nanoTime));
    }

    private static Level level(LogConfig.Level level) {
        return switch (level) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
            case TRACE -> Level.TRACE;
        };
    }
}
