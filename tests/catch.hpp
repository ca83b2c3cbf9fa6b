#pragma once
// Catch2 version 2 (one header) or 3.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#include <catch2/reporters/catch_reporter_event_listener.hpp>
#include <catch2/reporters/catch_reporter_registrars.hpp>
namespace Catch {
using TestEventListenerBase = EventListenerBase;
}
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
