internal import Scenario
