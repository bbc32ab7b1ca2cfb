/**
 * What the Java client costs in a program's own process, a call at a time, by JMH. What it costs over the network is in
 * {@code io.maregistry.benchmark.load}.
 */
@NullMarked
package io.maregistry.benchmark.client;

import org.jspecify.annotations.NullMarked;
